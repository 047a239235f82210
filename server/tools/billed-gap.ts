// The gap by the tags that dollars carried when they were spent, as get_cost_attribution_gap answers it.

import { AppError } from '../core/errors.ts'
import type { Policy } from '../core/policy.ts'
import type { GapDimension, TagGap } from '../core/tag-gap.ts'
import type { CostAsk, CostPrice, CostSource, TagGapQuestion } from '../ports.ts'
import { cut, fitting, longest } from './bounds.ts'
import { priceOf, priceWords } from './cost-shapes.ts'
import type { ToolAnswer } from './define.ts'
import { cents } from './shapes.ts'

type Asked = {
  readonly months: readonly string[]
  readonly keys: readonly string[] | undefined
  readonly groupBy: string
  readonly limit: number
  readonly priceOnly: boolean
  readonly types: readonly string[] | undefined
  readonly accounts: readonly string[] | undefined
  readonly regions: readonly string[] | undefined
}

/** What every answer of the tool has; beside it stands what its basis knows. */
export type GapData = {
  readonly method: string
  readonly estimated: boolean
  months: string[]
  figures: { readonly totalUsd: number; readonly taggableUsd: number; readonly [more: string]: unknown } | null
  breakdown: unknown[]
  rest: { readonly [more: string]: unknown } | null
  unallocated: unknown[]
  notOnBill: unknown[]
  readonly note: string | null
  readonly [more: string]: unknown
}

export async function answerBilledGap(
  costs: CostSource,
  policy: Policy,
  asked: Asked,
  ask: CostAsk,
): Promise<ToolAnswer<GapData>> {
  if (costs.tagGap === undefined) {
    throw new AppError('not_found', 'This bill does not say which tags its dollars carried.', {
      hint: 'Set COSTS=focus, athena or cost-explorer, or ask with basis "current_tags".',
    })
  }
  const question = questionOf(policy, asked)
  if (asked.priceOnly) return priceAnswer(await priceOf(costs, question, ask))
  return gapAnswer(await costs.tagGap(question, ask), asked)
}

function questionOf(policy: Policy, { months, keys, groupBy, types, accounts, regions }: Asked): TagGapQuestion {
  if (types !== undefined) throw unfit('A bill knows services, not resource types.')
  const isGlob = [...(accounts ?? []), ...(regions ?? [])].some((word) => word.includes('*'))
  if (isGlob) throw unfit('A bill is asked for whole account ids and regions, without *.')
  return {
    months,
    keys: keys ?? [...new Set(policy.document.required_tags.map(({ name }) => name))],
    by: dimensionOf(groupBy),
    ...(accounts === undefined ? {} : { accounts }),
    ...(regions === undefined ? {} : { regions }),
  }
}

function dimensionOf(groupBy: string): GapDimension {
  if (groupBy === 'account' || groupBy === 'region' || groupBy === 'service') return groupBy
  throw unfit('A bill knows services, not resource types.')
}

const unfit = (why: string): AppError =>
  new AppError('invalid_arguments', why, {
    hint: 'With basis "tags_at_usage" group by account, region or service and leave types away.',
  })

function priceAnswer(price: CostPrice) {
  return { data: { ...empty, price: { ...price } }, text: priceWords(price) }
}

/** What the answer from today's tags has and this one has not. */
const empty = {
  ...{ method: 'none', estimated: false, months: [], figures: null, breakdown: [], rest: null },
  ...{ unallocated: [], notOnBill: [], note: null },
}

function gapAnswer(gap: TagGap, { months, limit }: Pick<Asked, 'months' | 'limit'>) {
  const { figures, groups, keys, periods, notes, ...about } = gap
  const rows = groups.map((row) => ({ ...row, key: cut(row.key, longest.name) }))
  const shown = fitting(rows.slice(0, limit), limit > 25 ? 60_000 : 14_000)
  return {
    data: {
      ...{ ...empty, ...about, months: [...months], figures: { ...withSingle(figures) } },
      ...{ breakdown: shown.map((row) => ({ ...row })), moreRows: groups.length - shown.length },
      keys: keys
        .slice(0, 50)
        .map((one) => ({ ...one, key: cut(one.key, longest.key), note: one.note && cut(one.note, 600) })),
      ...{ periods: periods.map((one) => ({ ...one })), notes: notes.slice(0, 10).map((one) => cut(one, 600)) },
    },
    text: sentenceOf(gap, months),
  }
}

/** One figure only where there is one: never the middle of an interval. */
const withSingle = (figures: TagGap['figures']) =>
  figures.gapLowUsd === figures.gapHighUsd
    ? { ...figures, gapUsd: figures.gapLowUsd, attributableUsd: figures.attributableLowUsd }
    : figures

function sentenceOf({ figures, keys, currency }: TagGap, months: readonly string[]): string {
  const { gapLowUsd: low, gapHighUsd: high, taggableUsd } = figures
  const gap = low === high ? cents(low) : `between ${cents(low)} and ${cents(high)}`
  const silent = keys.filter(({ gapUsd }) => gapUsd === null).length
  const but = silent === 0 ? '' : ` ${silent} of ${keys.length} keys have no figure; keys says why.`
  return `In ${months.join(', ')} ${gap} of ${cents(taggableUsd)} taggable ${currency} lacked at least one of ${keys.length} tag keys when spent.${but}`
}
