// What paid questions may cost: reserved in the shared ledger before anything is asked, settled after. Without the
// ledger nothing is bought.

import { randomUUID } from 'node:crypto'
import { AppError } from '../../core/errors.ts'
import { toUsd } from '../../core/money.ts'
import type { Spend, Store } from '../../ports.ts'
import { openPurse, type Purse } from './purse.ts'

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
  /** What was spent could not be written: the reservation stays, which is too much. */
  readonly unsettled: (cause: unknown) => void
}

export type Ledger = Pick<Store, 'reserveSpend' | 'settleSpend'>

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
  const reserve = reserver({ ledger, caps, now, events })
  return {
    async spend(caller, operation, use) {
      const { purse, entries } = openPurse((requests, before) => {
        const at = new Date(now()).toISOString()
        const micros = requests * requestMicros
        return reserve({ id: `spend_${randomUUID()}`, at, caller, operation, requests, micros }, before * requestMicros)
      })
      try {
        return await use(purse)
      } finally {
        const paid = purse.paidRequests()
        if (paid > 0) events.paid(paid, toUsd(paid * requestMicros))
        await settle(ledger, entries, paid, events)
      }
    },
  }
}

function reserver({ ledger, caps, now, events }: GovernorOptions) {
  return async (spend: Spend, alreadyMicros: number): Promise<string> => {
    const { caller, micros } = spend
    if (alreadyMicros + micros > caps.callMicros) {
      events.refused('call')
      throw capReached('one question', caps.callMicros, alreadyMicros, micros)
    }
    const verdict = await withLedger(() => ledger.reserveSpend(spend, caps), events)
    if (verdict.ok) return spend.id
    events.refused(verdict.cap)
    const cap = verdict.cap === 'day' ? caps.dayMicros : caps.callerMicros
    const whose = verdict.cap === 'day' ? 'all callers a day' : `the caller ${caller} a day`
    throw capReached(whose, cap, verdict.spentMicros, micros, secondsToMidnight(now()))
  }
}

async function withLedger<T>(use: () => Promise<T>, events: SpendEvents): Promise<T> {
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

/** What was spent stands on the first entry. If it cannot be written the reservation stays: too much, never too little. */
async function settle(ledger: Ledger, entries: readonly string[], paid: number, events: SpendEvents): Promise<void> {
  const ends = entries.map((id, at) => ({ id, requests: at === 0 ? paid : 0 }))
  const done = await Promise.allSettled(
    ends.map(({ id, requests }) => ledger.settleSpend(id, { requests, micros: requests * requestMicros })),
  )
  for (const one of done) if (one.status === 'rejected') events.unsettled(one.reason)
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
