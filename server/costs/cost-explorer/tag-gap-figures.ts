// The rows Cost Explorer answered with, as figures: every micro-dollar in one row once.

import { AppError } from '../../core/errors.ts'
import { sumOf, toMicros, toUsd } from '../../core/money.ts'
import {
  type Bounds,
  jointBounds,
  type KeyGap,
  openBounds,
  type SpentRow,
  type TagGap,
  tagGapFigures,
  tagGapRows,
  taggableOf,
} from '../../core/tag-gap.ts'
import type { TagGapQuestion } from '../../ports.ts'
import type { Activation } from './activation.ts'
import { requestMicros } from './governor.ts'
import type { CostRow } from './paid-client.ts'
import type { Days } from './periods.ts'
import type { Purse } from './purse.ts'
import { isSupportService, kindOfRecord } from './record-types.ts'

type Answered = {
  readonly by: TagGapQuestion['by']
  readonly metric: string
  /** Those that are measured. */
  readonly keys: readonly string[]
  readonly periods: readonly Days[]
  readonly activations: readonly Activation[]
  readonly whole: readonly CostRow[]
  readonly byKind: readonly CostRow[]
  readonly single: readonly (readonly CostRow[])[]
  readonly joint: readonly CostRow[] | undefined
  readonly purse: Purse
}

export function gapOf(answered: Answered): TagGap {
  const { by, keys, periods, metric, activations, whole, byKind, single, joint, purse } = answered
  const [first = []] = single
  const rows = spentRows(by, by === 'account' ? byKind : whole, first)
  const isOpen = activations.some(({ isMeasured }) => !isMeasured)
  const gaps = (of: string | null) =>
    single.map((own, at) =>
      sumOf(own.filter((row) => of === null || groupOf(row) === of).flatMap((row) => missingIn(row, [keys[at] ?? '']))),
    )
  const boundsOf = (of: string | null, own: readonly SpentRow[]): Bounds => {
    const taggable = taggableOf(own)
    const exact = of === null && joint !== undefined ? sumOf(joint.flatMap((row) => missingIn(row, keys))) : null
    const closed = exact === null ? jointBounds(gaps(of), taggable) : { low: exact, high: exact }
    return isOpen ? openBounds(closed, taggable) : closed
  }
  const bounds = boundsOf(null, rows)
  const total = gaps(null)
  return {
    ...{ method: 'ce_tag_group', basis: 'tags_at_usage', metric, currency: currencyOf(whole) },
    periods,
    estimated: [whole, ...single].some((own) => own.some(({ estimated }) => estimated)),
    confidence: bounds.low === bounds.high ? 'exact' : 'bounds',
    figures: tagGapFigures(rows, bounds),
    keys: activations.map(
      ({ key, isMeasured, note }): KeyGap => ({
        key,
        gapUsd: isMeasured ? toUsd(total[keys.indexOf(key)] ?? 0) : null,
        note,
      }),
    ),
    groups: by === null ? [] : tagGapRows(rows, (name, own) => boundsOf(name, own)),
    notes: ['Usage that cannot carry tags counts as untagged here: Cost Explorer does not tell it apart.'],
    paidRequests: purse.paidRequests(),
    paidUsd: toUsd(purse.paidRequests() * requestMicros),
  }
}

/** `key$value`: the value begins where the key that was asked for ends, for keys and values may hold a `$` themselves. */
const tagValue = (text: string, key: string): string => text.slice(key.length + 1)

/** A negative group is no gap but a credit; `spentRows` has it. */
function missingIn(row: CostRow, keys: readonly string[]): number[] {
  const lacks = keys.some((key, at) => tagValue(row.keys[at] ?? '', key) === '')
  return lacks && row.usd > 0 ? [toMicros(row.usd)] : []
}

/** Of a row by one tag and a dimension. */
const groupOf = (row: CostRow): string => row.keys[1] ?? ''

/** Taggable is what the query by tag adds up to; what it leaves of usage is support, or else nobody's. */
function spentRows(by: TagGapQuestion['by'], whole: readonly CostRow[], tagged: readonly CostRow[]): SpentRow[] {
  const taggable = tagged.map(
    (row): SpentRow => ({
      group: by === null ? '' : groupOf(row),
      column: row.usd < 0 ? 'credit' : 'taggable',
      micros: toMicros(row.usd),
    }),
  )
  const others = whole.map((row) => ({ group: by === null ? '' : (row.keys[0] ?? ''), ...chargeOf(row, by) }))
  const usage = others.filter(({ column }) => column === 'usage')
  const groups = new Set([...usage, ...taggable].map((row) => row.group))
  const left = [...groups].map((name): SpentRow => {
    const micros = sumIn(usage, name) - sumIn(taggable, name)
    // Below nothing is what rounding to micro-dollars leaves.
    if (micros < 0) return { group: name, column: 'credit', micros }
    return { group: name, column: by === 'account' ? 'support' : 'untaggable', micros }
  })
  const apart = others.flatMap(({ column, ...row }): SpentRow[] => (column === 'usage' ? [] : [{ ...row, column }]))
  return [...taggable, ...apart, ...left.filter(({ micros }) => micros !== 0)]
}

const sumIn = (rows: readonly { readonly group: string; readonly micros: number }[], group: string): number =>
  sumOf(rows.flatMap((row) => (row.group === group ? [row.micros] : [])))

function chargeOf({ keys, usd }: CostRow, by: TagGapQuestion['by']) {
  const [name = '', record = ''] = keys
  const kind = kindOfRecord(record)
  const isSupport = kind === 'usage' && by !== 'account' && isSupportService(name)
  const column = isSupport ? ('support' as const) : kind
  return { column: usd < 0 && column !== 'usage' ? ('credit' as const) : column, micros: toMicros(usd) }
}

export function currencyOf(rows: readonly CostRow[]): string {
  const [first = 'USD', ...rest] = new Set(rows.map(({ unit }) => unit))
  if (rest.length === 0) return first
  throw new AppError('unreadable', 'Cost Explorer answered in several currencies.')
}
