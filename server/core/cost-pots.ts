// A service's dollars in one account and region, divided among the resources there: every micro-dollar once.

import { type BillLine, kindOf } from './bill.ts'
import type { Posting } from './cost-figures.ts'
import { verdicts } from './evaluate.ts'
import { divide, sumOf, toMicros } from './money.ts'
import type { CellTally } from './tally.ts'

type Spot = Pick<Posting, 'account' | 'region' | 'service'>
export type Pot = { readonly spot: Spot; readonly lines: readonly BillLine[]; readonly cells: readonly CellTally[] }

export function potsOf(
  cells: readonly CellTally[],
  lines: readonly BillLine[],
  serviceOf: (type: string) => string,
): Pot[] {
  const keyOf = ({ account, region, service }: Spot) => JSON.stringify([account, region, service])
  const cellsBySpot = Map.groupBy(cells, ({ account, region, type }) =>
    keyOf({ account, region, service: serviceOf(type) }),
  )
  return [...Map.groupBy(lines, keyOf)].flatMap(([key, own]) => {
    const [line] = own
    if (line === undefined) return []
    const { account, region, service } = line
    return [{ spot: { account, region, service }, lines: own, cells: cellsBySpot.get(key) ?? [] }]
  })
}

export function postingsOf(pot: Pot): Posting[] {
  const other = pot.lines.flatMap((line): Posting[] => {
    const column = kindOf(line)
    return column === 'usage' ? [] : [{ ...pot.spot, type: null, column, micros: toMicros(line.usd) }]
  })
  const usage = usageOf(pot)
  if (usage === 0) return other
  if (isUnallocated(pot)) return [...other, { ...pot.spot, type: null, column: 'untaggable', micros: usage }]
  return [...other, ...sharesOf(pot, usage)]
}

function sharesOf(pot: Pot, usage: number): Posting[] {
  const { spot, cells } = pot
  const byCost = hasCosts(pot)
  const holders = cells.flatMap(({ type, counts, costUsd }) =>
    verdicts.map((column, id) => ({ type, column, count: counts[id] ?? 0, cost: costUsd[id] ?? 0 })),
  )
  const shares = divide(
    usage,
    holders.map(({ cost, count }) => (byCost ? cost : count)),
  )
  return holders.flatMap(({ type, column }, at) => {
    const micros = shares[at] ?? 0
    return micros === 0 ? [] : [{ ...spot, type, column, micros }]
  })
}

const usageOf = ({ lines }: Pot): number =>
  sumOf(lines.map((line) => (kindOf(line) === 'usage' ? toMicros(line.usd) : 0)))
const isUnallocated = ({ cells }: Pot): boolean => sumOf(cells.flatMap(({ counts }) => counts)) === 0
const hasCosts = ({ cells }: Pot): boolean => cells.some(({ costUsd }) => costUsd.some((usd) => usd > 0))

/** None of its resources has a known cost, so that only their number is left to go by. */
export const isDividedByCount = (pot: Pot): boolean => !isUnallocated(pot) && !hasCosts(pot)
