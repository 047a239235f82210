// What a list of resources costs a month. Pure: the same for a recorded graph and for a program that runs.

import { whyFree } from './free.ts'
import type { Usage } from './price-table.ts'
import { cents, type Finding, groups, type Line, type NotPriced, type Resource, type Rules } from './rule.ts'
import { dataRules } from './rules/data.ts'
import { networkRules } from './rules/network.ts'
import { watchRules } from './rules/watch.ts'
import { workRules } from './rules/work.ts'

export interface Free {
  readonly type: string
  readonly count: number
  readonly reason: string
}

export interface Estimate {
  readonly totalUsd: number
  readonly lines: readonly Line[]
  /** The total leaves these out, so it is less than the bill. */
  readonly notPriced: readonly NotPriced[]
  readonly free: readonly Free[]
}

/** In the order in which lines are shown. */
const rules: Rules = { ...networkRules, ...workRules, ...dataRules, ...watchRules }

export function priceStack(resources: readonly Resource[], usage: Usage): Estimate {
  const byType = Map.groupBy(resources, ({ type }) => type)
  const all = (type: string) => byType.get(type) ?? []
  const findings = Object.entries(rules).flatMap(([type, rule]) =>
    byType.has(type) ? rule({ resources: all(type), all, usage }) : [],
  )
  const lines = findings.filter(isLine).filter(({ count, each }) => count * each > 0)
  const unruled = [...byType].filter(([type]) => !Object.hasOwn(rules, type)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const free = unruled.flatMap(([type, { length }]) => {
    const reason = whyFree(type)
    return reason === undefined ? [] : [{ type, count: length, reason }]
  })
  const unknown = unruled
    .filter(([type]) => whyFree(type) === undefined)
    .map(([type, { length }]) => ({ type, count: length, reason: 'no price of this type in the table' }))
  return {
    totalUsd: cents(lines.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0)),
    lines: lines.toSorted((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group)),
    notPriced: [...findings.filter((finding): finding is NotPriced => !isLine(finding)), ...unknown],
    free,
  }
}

const isLine = (finding: Finding): finding is Line => 'monthlyUsd' in finding
