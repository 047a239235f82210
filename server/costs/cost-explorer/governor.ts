// What paid questions may cost: reserved in the shared ledger before anything is asked, settled after. Without the
// ledger nothing is bought.

import { randomUUID } from 'node:crypto'
import { AppError } from '../../core/errors.ts'
import { toUsd } from '../../core/money.ts'
import type { Spend, Store } from '../../ports.ts'

/** Cost Explorer charges every page of an answer as a request. */
export const requestMicros = 10_000

export type Caps = {
  readonly callMicros: number
  readonly callerMicros: number
  readonly dayMicros: number
}

export type SpendEvents = {
  readonly paid: (requests: number, usd: number) => void
  readonly refused: (cap: 'call' | 'caller' | 'day' | 'ledger') => void
  readonly cached: (result: 'hit' | 'miss') => void
}

export type Ledger = Pick<Store, 'reserveSpend' | 'settleSpend'>

/** Money for one question. */
export type Purse = {
  /** Reserves what is going to be asked, so that a cap stops the question before it costs anything. */
  plan(requests: number): Promise<void>
  /** Runs what costs one request. A request that failed is not charged. */
  buy<T>(request: () => Promise<T>): Promise<T>
  readonly paidRequests: () => number
}

export type Governor = {
  /** Reserves as the question goes on, and gives back what was not spent. */
  spend<T>(caller: string, operation: string, use: (purse: Purse) => Promise<T>): Promise<T>
}

export type GovernorOptions = {
  readonly ledger: Ledger
  readonly caps: Caps
  readonly now: () => number
  readonly events: SpendEvents
}

export function createGovernor({ ledger, caps, now, events }: GovernorOptions): Governor {
  async function reserve(spend: Spend, alreadyMicros: number): Promise<string> {
    const { caller, micros } = spend
    if (alreadyMicros + micros > caps.callMicros) {
      events.refused('call')
      throw capReached('one question', caps.callMicros, alreadyMicros, micros)
    }
    const verdict = await withLedger(() => ledger.reserveSpend(spend, caps))
    if (verdict.ok) return spend.id
    events.refused(verdict.cap)
    const cap = verdict.cap === 'day' ? caps.dayMicros : caps.callerMicros
    const whose = verdict.cap === 'day' ? 'all callers a day' : `the caller ${caller} a day`
    throw capReached(whose, cap, verdict.spentMicros, micros, secondsToMidnight(now()))
  }

  async function withLedger<T>(use: () => Promise<T>): Promise<T> {
    try {
      return await use()
    } catch (cause) {
      events.refused('ledger')
      throw new AppError('store_unavailable', 'The ledger of paid requests cannot be reached, so nothing is bought.', {
        hint: 'Free tools go on. Try again once the database is back.',
        cause,
      })
    }
  }

  return {
    async spend(caller, operation, use) {
      const spendOf = (requests: number): Spend => {
        const at = new Date(now()).toISOString()
        return { id: `spend_${randomUUID()}`, at, caller, operation, requests, micros: requests * requestMicros }
      }
      const ids: string[] = []
      let reserved = 0
      let begun = 0
      let paid = 0
      const reach = async (requests: number) => {
        const missing = requests - reserved
        if (missing <= 0) return
        reserved += missing
        ids.push(await reserve(spendOf(missing), (reserved - missing) * requestMicros))
      }
      const purse: Purse = {
        async plan(requests) {
          await reach(begun + requests)
        },
        async buy(request) {
          begun += 1
          await reach(begun)
          try {
            const answer = await request()
            paid += 1
            return answer
          } catch (cause) {
            begun -= 1
            throw cause
          }
        },
        paidRequests: () => paid,
      }
      try {
        return await use(purse)
      } finally {
        if (paid > 0) events.paid(paid, toUsd(paid * requestMicros))
        await settle(ledger, ids, paid)
      }
    },
  }
}

/** What was spent stands on the first entry. If it cannot be written the reservation stays: too much, never too little. */
async function settle(ledger: Ledger, ids: readonly string[], paid: number): Promise<void> {
  const ends = ids.map((id, at) => ({ id, requests: at === 0 ? paid : 0 }))
  const done = ends.map(({ id, requests }) => ledger.settleSpend(id, { requests, micros: requests * requestMicros }))
  await Promise.allSettled(done)
}

function secondsToMidnight(now: number): number {
  const day = 86_400_000
  return Math.ceil((day - (now % day)) / 1000)
}

function capReached(whose: string, cap: number, spent: number, needed: number, retryAfterS?: number): AppError {
  const usd = (micros: number) => `$${toUsd(micros).toFixed(2)}`
  const words = `The cap for ${whose} is ${usd(cap)}; ${usd(spent)} is spent or reserved, ${usd(needed)} more is needed.`
  return new AppError('cost_cap_reached', words, {
    hint: 'Ask for fewer months or keys, or raise COSTS_MAX_USD_PER_CALL, _PER_CALLER_DAY or _PER_DAY.',
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  })
}
