// Answers of Cost Explorer, bought once: closed months are kept in the store for good, open ones for some hours in the
// cache, and equal questions at the same time are one.

import { createHash } from 'node:crypto'
import type { Cache, Store } from '../../ports.ts'
import { singleFlight, waitFor } from '../shared.ts'
import type { SpendEvents } from './governor.ts'
import type { AllocationTag, CostQuery, CostRow, DimensionQuery, PaidClient } from './paid-client.ts'
import { type Days, joined } from './periods.ts'
import type { Purse } from './purse.ts'

/** `state`: of tag activation, where the query groups by tags: a change of it changes the past. */
export type CostsAsked = {
  readonly query: Omit<CostQuery, 'TimePeriod'>
  readonly periods: readonly Days[]
  readonly state: string
  /** Resource by resource, which Cost Explorer answers elsewhere. */
  readonly ofResources?: true
}

export type AnswersOptions = {
  readonly client: PaidClient
  readonly store: Pick<Store, 'keepBill' | 'keptBill'>
  readonly cache: Pick<Cache, 'get' | 'set'>
  /** Whose bill it is. */
  readonly payer: () => Promise<string>
  readonly now: () => number
  readonly events: SpendEvents
}

export type Answers = ReturnType<typeof costAnswers>

const openForMs = 6 * 3_600_000
/** A request that everybody waits for goes on when the first one leaves, but not for ever. */
const longestMs = 120_000

export function costAnswers({ client, store, cache, payer, now, events }: AnswersOptions) {
  const flight = singleFlight<unknown>()

  async function keyOf(...parts: readonly unknown[]): Promise<string> {
    const text = JSON.stringify([await payer(), ...parts])
    return `bill:${createHash('sha256').update(text).digest('hex')}`
  }

  async function known<T>(key: string): Promise<T | null> {
    const text = (await store.keptBill(key)) ?? (await cache.get(key))?.toString('utf8') ?? null
    // Written by `keep` below, under a key that names its shape.
    return text === null ? null : (JSON.parse(text) as T)
  }

  async function keep(key: string, value: unknown, isFinal: boolean): Promise<void> {
    const text = JSON.stringify(value)
    if (isFinal) await store.keepBill(key, text)
    else await cache.set(key, Buffer.from(text), openForMs)
  }

  const shared = <T>(key: string, signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    // Equal keys are equal questions, with answers of one shape.
    waitFor(flight(key, () => run(AbortSignal.timeout(longestMs))) as Promise<T>, signal)

  async function lookUp({ query, periods, state, ofResources }: CostsAsked) {
    const found = await Promise.all(
      periods.map(async (days) => {
        const key = await keyOf(ofResources ? 'resources' : 'costs', query, state, days)
        return { days, key, rows: await known<readonly CostRow[]>(key) }
      }),
    )
    const missing = found.filter(({ rows }) => rows === null)
    return { found, missing, ranges: joined(missing.map(({ days }) => days)) }
  }

  type Found = Awaited<ReturnType<typeof lookUp>>

  async function buyRanges(asked: CostsAsked, { missing, ranges }: Found, purse: Purse, signal: AbortSignal) {
    const bought: CostRow[] = []
    for (const range of ranges) {
      const key = await keyOf('range', asked.query, asked.state, range)
      bought.push(...(await shared(key, signal, (own) => buy(asked, range, missing, purse, own))))
    }
    return bought
  }

  async function buy(
    { query, ofResources }: CostsAsked,
    range: Days,
    missing: Found['missing'],
    purse: Purse,
    signal: AbortSignal,
  ) {
    const dated = { ...query, TimePeriod: { Start: range.start, End: range.end } }
    const rows = await (ofResources ? client.resources(dated, purse, signal) : client.costs(dated, purse, signal))
    const today = new Date(now()).toISOString().slice(0, 10)
    for (const { key, days } of missing.filter((one) => isWithin(one.days, range))) {
      const own = rows.filter((row) => isStartIn(row, days))
      const isFinal = own.length > 0 && own.every(({ estimated }) => !estimated) && days.end <= today
      await keep(key, own, isFinal)
    }
    return rows
  }

  return {
    /** The rows of each question, over all its periods. */
    async costs(all: readonly CostsAsked[], purse: Purse, signal: AbortSignal): Promise<CostRow[][]> {
      const looked = await Promise.all(all.map(async (asked) => ({ asked, ...(await lookUp(asked)) })))
      for (const { ranges } of looked) events.cached(ranges.length === 0 ? 'hit' : 'miss')
      await purse.plan(looked.reduce((sum, { ranges }) => sum + ranges.length, 0))
      const answers: CostRow[][] = []
      for (const { asked, ...found } of looked) {
        const bought = await buyRanges(asked, found, purse, signal)
        answers.push([...found.found.flatMap(({ rows }) => rows ?? []), ...bought])
      }
      return answers
    },
    async values(query: DimensionQuery, purse: Purse, signal: AbortSignal): Promise<readonly string[]> {
      const key = await keyOf('values', query)
      const own = await known<readonly string[]>(key)
      if (own !== null) return own
      return shared(key, signal, async (inner) => {
        const values = await client.values(query, purse, inner)
        await keep(key, values, false)
        return values
      })
    },
    async allocationTags(purse: Purse, signal: AbortSignal): Promise<readonly AllocationTag[]> {
      const key = await keyOf('allocation tags')
      const own = await known<readonly AllocationTag[]>(key)
      if (own !== null) return own
      return shared(key, signal, async (inner) => {
        const tags = await client.allocationTags(purse, inner)
        await keep(key, tags, false)
        return tags
      })
    },
    knownValues: async (query: DimensionQuery) => known<readonly string[]>(await keyOf('values', query)),
    /** The rows where nothing has to be bought for them. */
    async knownCosts(asked: CostsAsked): Promise<readonly CostRow[] | null> {
      const { found, missing } = await lookUp(asked)
      return missing.length > 0 ? null : found.flatMap(({ rows }) => rows ?? [])
    },
    knownTags: async () => known<readonly AllocationTag[]>(await keyOf('allocation tags')),
    /** Requests these questions would take now, pages beyond the first not counted. */
    async missing(all: readonly CostsAsked[]): Promise<number> {
      const looked = await Promise.all(all.map(lookUp))
      return looked.reduce((sum, { ranges }) => sum + ranges.length, 0)
    },
  }
}

const isWithin = (days: Days, range: Days): boolean => days.start >= range.start && days.end <= range.end
const isStartIn = ({ start }: CostRow, days: Days): boolean => start >= days.start && start < days.end
