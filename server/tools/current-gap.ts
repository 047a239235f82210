// Today's verdicts beside the bill, as get_cost_attribution_gap answers it.

import { breakDownCosts, type CostScope } from '../core/cost.ts'
import type { CostAsk } from '../ports.ts'
import type { Attribute, Attribution } from '../services/attribution.ts'
import type { JudgedAudit } from '../services/audits.ts'
import type { GapData } from './billed-gap.ts'
import { cut, fitting, longest } from './bounds.ts'
import { noBill } from './cost-shapes.ts'
import type { ToolAnswer } from './define.ts'
import { cents } from './shapes.ts'

type Asked = {
  readonly months: readonly string[]
  readonly groupBy: 'account' | 'region' | 'service' | 'type'
  readonly limit: number
  readonly types?: readonly string[] | undefined
  readonly accounts?: readonly string[] | undefined
  readonly regions?: readonly string[] | undefined
}

export async function answerCurrentGap(
  attribute: Attribute,
  judged: JudgedAudit,
  asked: Asked,
  ask: CostAsk,
): Promise<ToolAnswer<GapData>> {
  const isEmpty = asked.months.length === 0
  const attribution = await attribute(judged, asked.months, scopeOf(asked), ask)
  return {
    data: { ...dataOf(attribution, asked), note: isEmpty ? noBill : null },
    text: isEmpty ? noBill : sentenceOf(attribution),
  }
}

const scopeOf = ({ types, accounts, regions }: Asked): CostScope => ({
  ...(types ? { types } : {}),
  ...(accounts ? { accounts } : {}),
  ...(regions ? { regions } : {}),
})

function dataOf(attribution: Attribution, asked: Asked) {
  const { postings: _, unallocated, notOnBill, missing, method, billMethod, basis, ...others } = attribution
  const { estimated, currency, months, paidRequests, paidUsd, ...figures } = others
  const notInSnapshot = missing.slice(0, 10).map((one) => ({ ...one, resource: cut(one.resource, 500) }))
  return {
    ...{ method, billMethod, basis, estimated, currency, months: [...months], figures },
    ...{ paidRequests, paidUsd, ...breakdownOf(attribution, asked) },
    unallocated: unallocated.slice(0, 10).map((one) => ({ ...one, service: cut(one.service, longest.name) })),
    notOnBill: notOnBill.slice(0, 10).map((one) => ({ ...one, type: cut(one.type, longest.name) })),
    ...(notInSnapshot.length === 0 ? {} : { notInSnapshot }),
  }
}

/** Rows and the rest add up to the whole. */
function breakdownOf({ postings }: Attribution, { groupBy, limit }: Asked) {
  const groups = breakDownCosts({ postings }, groupBy)
  const shown = fitting(groups.slice(0, limit), limit > 25 ? 60_000 : 14_000)
  const listed = new Set(shown.map(({ key }) => key))
  const others = postings.filter((posting) => !listed.has(posting[groupBy])).map((one) => ({ ...one, service: '' }))
  const [rest = null] = groups.length > shown.length ? breakDownCosts({ postings: others }, 'service') : []
  return {
    breakdown: shown.map((row) => ({ ...row, key: row.key && cut(row.key, longest.name) })),
    rest: rest && { ...rest, key: null },
  }
}

const sentenceOf = ({ months, gapUsd, taggableUsd, attributableUsd }: Attribution): string =>
  `In ${months.join(', ')} $${cents(gapUsd)} of $${cents(taggableUsd)} taggable dollars are on violating resources; $${cents(attributableUsd)} can be attributed.`
