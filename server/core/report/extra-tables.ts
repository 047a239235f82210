// What a report says beyond the audit itself: the bill, the development, what to do.

import type { CostAttribution } from '../cost.ts'
import type { Trend } from '../trend.ts'
import { printable, type TextTable } from './columns-of-text.ts'
import type { Fault, Remedy } from './remedies.ts'
import { count, dollars, percent, ruleWords } from './summary.ts'

/** Every row is part of the total, and they add up to it. */
export function costShares(cost: CostAttribution): readonly (readonly [words: string, usd: number])[] {
  const { untaggableUsd, taxUsd, supportUsd, creditsUsd, commitmentUsd } = cost.unattributable
  return [
    ['on compliant resources', cost.attributableUsd],
    ['on violating resources: the gap', cost.gapUsd],
    ['on resources that were not judged', cost.unjudgedUsd],
    ['usage without a known resource', untaggableUsd],
    ['tax and support', taxUsd + supportUsd],
    ['commitments nobody used', commitmentUsd],
    ['credits', creditsUsd],
  ]
}

export function costTable(cost: CostAttribution): TextTable {
  const { totalUsd, months } = cost
  const share = (usd: number) => (totalUsd > 0 && usd >= 0 ? percent(usd / totalUsd) : '')
  return {
    header: [
      `Bill of ${months.join(', ')} ${cost.method === 'service_share' ? '(shares estimated)' : '(by resource)'}`,
      '$',
      'Share',
    ],
    align: ['left', 'right', 'right'],
    rows: [...costShares(cost), ['all', totalUsd] as const].map(([words, usd]) => [words, dollars(usd), share(usd)]),
  }
}

const pointLimit = 12

export function trendTable({ bucket, series: [first] }: Trend): TextTable {
  return {
    header: [`By ${bucket}`, 'Score', 'Violating', 'Note'],
    align: ['left', 'right', 'right', 'left'],
    rows: (first?.points ?? [])
      .slice(-pointLimit)
      .map(({ day, score, totals, policyChanged, incomplete }) => [
        day,
        percent(score),
        count(totals.violating),
        [...(policyChanged ? ['new policy'] : []), ...(incomplete ? ['not all seen'] : [])].join(', '),
      ]),
  }
}

export function remedyTable(remedies: readonly Remedy[]): TextTable {
  return {
    header: ['To do: put right together', 'Types', 'Fixes', '$ a month'],
    align: ['left', 'right', 'right', 'right'],
    rows: remedies.map(({ faults, types, resources, costUsd }) => [
      faultWords(faults),
      count(types.length),
      count(resources),
      dollars(costUsd),
    ]),
  }
}

/** `Owner, CostCenter: missing; Environment: value not allowed`. */
export function faultWords(faults: readonly Fault[]): string {
  return [...Map.groupBy(faults, ({ rule }) => rule)]
    .map(([rule, own]) => `${own.map(({ tag }) => printable(tag)).join(', ')}: ${ruleWords[rule]}`)
    .join('; ')
}

export function remedySentence({ faults, types, resources, costUsd }: Remedy): string {
  const tags = [...new Set(faults.map(({ tag }) => printable(tag)))].join(', ')
  const where = types.length === 1 ? printable(types[0] ?? '') : `${count(types.length)} types`
  const what = resources === 1 ? '1 resource' : `${count(resources)} resources`
  return `Closing ${tags} on ${where} fixes ${what} worth $${dollars(costUsd)} a month`
}
