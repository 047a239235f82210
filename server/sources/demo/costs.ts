// What the demo company's bill says: more than its resources cost, because not everything on a bill can be tagged.

import type { Resource } from '../../core/resource.ts'
import type { CostLine } from '../../ports.ts'
import { type DemoDay, demoHistory } from './history.ts'
import { chance, randomFrom, seedOf } from './random.ts'

const billedMonths = 4

/** The four newest closed months, oldest first. */
export function demoCosts(now: Date): readonly CostLine[] {
  const days = [...demoHistory(now)]
  return Array.from({ length: billedMonths }, (_, at) => billedMonths - at).flatMap((monthsAgo) => {
    const month = monthBefore(now, monthsAgo)
    return billOf(month, resourcesBilled(days, month, monthsAgo))
  })
}

function monthBefore(now: Date, monthsAgo: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo, 1)).toISOString().slice(0, 7)
}

/** The newest bill is for today's estate, so that it can be laid beside it; older ones for the month's last day known. */
function resourcesBilled(days: readonly DemoDay[], month: string, monthsAgo: number): readonly Resource[] {
  const day = monthsAgo === 1 ? days.at(-1) : (days.findLast(({ day }) => day.startsWith(month)) ?? days[0])
  return day?.resources ?? []
}

function billOf(month: string, resources: readonly Resource[]): readonly CostLine[] {
  const accounts = [...new Set(resources.map(({ account }) => account))]
  return accounts.flatMap((account) => {
    const own = resources.filter((resource) => resource.account === account)
    const usage = [...serviceLines(month, account, own), ...sharedLines(month, account, own)]
    return [...usage, ...surcharges(month, account, sumUsd(usage))]
  })
}

/** Requests, backups and deleted things come on top of what the resources cost that are still there. */
function serviceLines(month: string, account: string, resources: readonly Resource[]): readonly CostLine[] {
  const byPlace = Map.groupBy(resources, ({ region, type }) => `${region} ${type.split(':', 1)[0]}`)
  return [...byPlace].flatMap(([place, own]) => {
    const [region = '', service = ''] = place.split(' ')
    const resourcesUsd = own.reduce((sum, { monthlyCost = 0 }) => sum + monthlyCost, 0)
    const extra = 1.02 + 0.08 * randomFrom(seedOf(`${month} ${account} ${place}`))()
    const usd = roundUpToCents(resourcesUsd * extra)
    return usd === 0 ? [] : [{ month, account, region, service, usd, kind: 'usage' as const }]
  })
}

/** Usage no tag can ever be put on. */
function sharedLines(month: string, account: string, resources: readonly Resource[]): readonly CostLine[] {
  const byRegion = Map.groupBy(resources, ({ region }) => region)
  return [...byRegion].flatMap(([region, own]) => {
    const resourcesUsd = own.reduce((sum, { monthlyCost = 0 }) => sum + monthlyCost, 0)
    const line = { month, account, region, kind: 'usage' } as const
    return [
      { ...line, service: 'data-transfer', usd: roundUpToCents(resourcesUsd * 0.07) },
      { ...line, service: 'cloudwatch-metrics', usd: roundUpToCents(resourcesUsd * 0.02) },
    ]
  })
}

function surcharges(month: string, account: string, usageUsd: number): readonly CostLine[] {
  const line = { month, account, region: '' } as const
  const hasCredit = chance(randomFrom(seedOf(`${month} ${account} credit`)), 0.5)
  return [
    { ...line, service: 'support', usd: roundUpToCents(usageUsd * 0.05), kind: 'support' },
    { ...line, service: 'tax', usd: roundUpToCents(usageUsd * 0.08), kind: 'tax' },
    ...(hasCredit
      ? [{ ...line, service: 'credit', usd: -roundUpToCents(usageUsd * 0.01), kind: 'credit' as const }]
      : []),
  ]
}

const sumUsd = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0)

const roundUpToCents = (usd: number): number => Math.ceil(usd * 100) / 100
