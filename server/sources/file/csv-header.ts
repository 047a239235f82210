// The first record of a CSV file: which column holds what.

import { AppError } from '../../core/errors.ts'

export type Column = {
  readonly kind: 'text' | 'managed' | 'cost' | 'sources' | 'tags' | 'tag'
  /** How the field or the tag begins in JSON: its name and a colon. */
  readonly prefix: string
}

export type Header = { readonly columns: readonly Column[]; readonly hasTagColumns: boolean }

const fieldKinds = new Map<string, Column['kind']>([
  ['id', 'text'],
  ['arn', 'text'],
  ['type', 'text'],
  ['account', 'text'],
  ['region', 'text'],
  ['createdAt', 'text'],
  ['name', 'text'],
  ['state', 'text'],
  ['managed', 'managed'],
  ['monthlyCost', 'cost'],
  ['sources', 'sources'],
  ['tagRead', 'text'],
  ['tags', 'tags'],
])

const allColumns = `The columns are ${[...fieldKinds.keys()].join(', ')}, and tag:<Key> for each tag.`

export function readHeader(name: string, line: number, names: readonly string[]): Header {
  const refuse = (what: string, hint = allColumns) =>
    new AppError('invalid_inventory', `${name}, line ${line}: ${what}.`, { hint })
  if (names.length === 1 && /[;\t|]/.test(names[0] ?? '')) {
    throw refuse('the header is a single column', 'Separate the columns by commas.')
  }
  const columns = names.map((column, index) => {
    const kind = columnKind(column)
    if (!kind)
      throw refuse(
        column.trim() ? `unknown column ${show(column)}` : `column ${index + 1} has no name`,
        hintFor(column),
      )
    if (names.indexOf(column) < index) throw refuse(`the column ${show(column)} is there twice`, 'Keep one of them.')
    const key = kind === 'tag' ? column.slice('tag:'.length) : column
    return { kind, prefix: `${JSON.stringify(key)}:` }
  })
  const hasTagColumns = columns.some(({ kind }) => kind === 'tag')
  if (hasTagColumns && names.includes('tags')) {
    throw refuse('there are tag:<Key> columns and a "tags" column', 'Keep one of the two ways to write tags.')
  }
  if (!names.includes('id') && !names.includes('arn')) throw refuse('there is no column "id" or "arn"')
  return { columns, hasTagColumns }
}

function columnKind(column: string): Column['kind'] | undefined {
  return /^tag:./s.test(column) ? 'tag' : fieldKinds.get(column)
}

function hintFor(column: string): string {
  const near = nearestColumn(column)
  return near === undefined ? allColumns : `Did you mean ${show(near)}? ${allColumns}`
}

function nearestColumn(column: string): string | undefined {
  const tag = /^\s*tags?\s*[:./_-]\s*(?<key>.+)$/is.exec(column)?.groups?.key
  if (tag !== undefined) return `tag:${tag}`
  const wanted = fold(column)
  const ranked = [...fieldKinds.keys()]
    .map((field) => ({ field, distance: editDistance(wanted, fold(field)) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best && best.distance <= Math.min(2, wanted.length / 2) ? best.field : undefined
}

function fold(column: string): string {
  return column
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
    .slice(0, 40)
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, right] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (left === right ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** Somebody else's text in a sentence of ours: short, and without line breaks or control characters. */
function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
