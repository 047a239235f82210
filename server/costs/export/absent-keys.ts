// Keys that no taggable dollar carries. Most often such a key is not an active cost allocation tag, and everything
// would look untagged: so it gets no figure, but words.

import { AppError } from '../../core/errors.ts'
import { sameButCase, taggableOf } from '../../core/tag-gap.ts'
import type { CostAsk, TagGapQuestion } from '../../ports.ts'
import type { BillEngine } from './engine.ts'
import type { ExportFacts } from './facts.ts'
import { allKeysSql, type LackingRow } from './queries.ts'
import { unspelled } from './tag-spelling.ts'

/** Each such key with its note. */
export async function keysWithoutDollars(
  engine: BillEngine,
  facts: ExportFacts,
  { keys, by: _, ...where }: TagGapQuestion,
  rows: readonly LackingRow[],
  ask: CostAsk,
): Promise<ReadonlyMap<string, string>> {
  const tagged = (at: number) => rows.some(({ column, lacks }) => column === 'taggable' && (lacks & (2 ** at)) === 0)
  const absent = taggableOf(rows) === 0 ? [] : keys.filter((_key, at) => !tagged(at))
  if (absent.length === 0) return new Map()
  const { format, from, spelling } = facts
  const { tags } = format
  const found = tags === null ? [] : await engine.rows(allKeysSql(engine.dialect, format, tags, from, where), ask)
  const others = found.map(({ key }) => unspelled(key ?? '', spelling))
  if (absent.length === keys.length) throw noFigure(absent, others)
  return new Map(absent.map((key) => [key, noteOf(key, others)]))
}

function noFigure(absent: readonly string[], others: readonly string[]): AppError {
  return new AppError('not_found', absent.map((key) => noteOf(key, others)).join(' '), {
    hint: 'Activate the key as a cost allocation tag in the Billing console; it takes effect within 24 hours, for new usage only.',
  })
}

function noteOf(key: string, others: readonly string[]): string {
  const near = sameButCase(key, others)
  const but = near.length === 0 ? '' : ` The bill does have ${near.map((one) => `"${one}"`).join(', ')}: case counts.`
  return `No dollar of the bill carries the tag "${key}": it is not an active cost allocation tag, or nobody uses it.${but}`
}
