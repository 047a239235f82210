import { describe, expect, test } from 'vitest'
import type { Spend } from '../../server/ports.ts'
import type { StoreUnderTest } from './store.ts'

const caps = { dayMicros: 100_000, callerMicros: 60_000 }
const spend = (fields: Partial<Spend> = {}): Spend => ({
  ...{ id: 's1', at: '2026-06-01T12:00:00.000Z', caller: 'ada', operation: 'bill', requests: 3, micros: 30_000 },
  ...fields,
})

export function describeSpending(current: () => StoreUnderTest): void {
  describe('money that is spent on asking', () => {
    test('is reserved up to the cap of its caller, and not beyond', async () => {
      const { store } = current()
      expect(await store.reserveSpend(spend(), caps)).toEqual({ ok: true })
      expect(await store.reserveSpend(spend({ id: 's2' }), caps)).toEqual({ ok: true })
      const refused = { ok: false, cap: 'caller', spentMicros: 60_000 }
      expect(await store.reserveSpend(spend({ id: 's3', micros: 1 }), caps)).toEqual(refused)
    })

    test('is reserved up to the cap of the day, whoever asks', async () => {
      const { store } = current()
      await store.reserveSpend(spend({ micros: 60_000 }), caps)
      const refused = { ok: false, cap: 'day', spentMicros: 60_000 }
      expect(await store.reserveSpend(spend({ id: 's2', caller: 'bob', micros: 50_000 }), caps)).toEqual(refused)
      expect(await store.reserveSpend(spend({ id: 's3', caller: 'bob', micros: 40_000 }), caps)).toEqual({ ok: true })
    })

    test('counts for its own day only', async () => {
      const { store } = current()
      await store.reserveSpend(spend({ micros: 60_000 }), caps)
      const tomorrow = spend({ id: 's2', at: '2026-06-02T00:00:00.000Z', micros: 60_000 })
      expect(await store.reserveSpend(tomorrow, caps)).toEqual({ ok: true })
    })

    test('is free again as far as it was not spent', async () => {
      const { store, reopen } = current()
      await store.reserveSpend(spend({ micros: 60_000 }), caps)
      await store.settleSpend('s1', { requests: 1, micros: 10_000 })
      const reopened = await reopen()
      expect(await reopened.reserveSpend(spend({ id: 's2', micros: 50_000 }), caps)).toEqual({ ok: true })
      const refused = { ok: false, cap: 'caller', spentMicros: 60_000 }
      expect(await reopened.reserveSpend(spend({ id: 's3', micros: 1 }), caps)).toEqual(refused)
    })

    test('never passes a cap, however many ask at once', async () => {
      const { store } = current()
      const ids = Array.from({ length: 20 }, (_, at) => `s${at}`)
      const answers = await Promise.all(ids.map((id) => store.reserveSpend(spend({ id, micros: 10_000 }), caps)))
      expect(answers.filter(({ ok }) => ok)).toHaveLength(6)
    })

    test('adds up exactly beyond what 32 bits hold', async () => {
      const { store } = current()
      const wide = { dayMicros: 9e12, callerMicros: 9_000_000_000 }
      await store.reserveSpend(spend({ micros: 5_000_000_001 }), wide)
      expect(await store.reserveSpend(spend({ id: 's2', micros: 5_000_000_000 }), wide)).toEqual({
        ...{ ok: false, cap: 'caller', spentMicros: 5_000_000_001 },
      })
      const others = spend({ id: 's3', caller: 'bob', micros: 4_999_999_999 })
      expect(await store.reserveSpend(others, { ...wide, dayMicros: 10_000_000_000 })).toEqual({ ok: true })
      expect(await store.reserveSpend({ ...others, id: 's4', micros: 1 }, { ...wide, dayMicros: 1e10 })).toEqual({
        ...{ ok: false, cap: 'day', spentMicros: 10_000_000_000 },
      })
    })

    test('under one id is reserved once', async () => {
      const { store } = current()
      await store.reserveSpend(spend(), caps)
      await expect(store.reserveSpend(spend(), caps)).rejects.toMatchObject({ code: 'conflict' })
    })

    test('that nobody reserved cannot be settled', async () => {
      const { store } = current()
      await expect(store.settleSpend('none', { requests: 0, micros: 0 })).rejects.toMatchObject({ code: 'not_found' })
    })
  })

  describe('an answer of a bill that is closed', () => {
    test('is kept for good; an equal key replaces it', async () => {
      const { store, reopen } = current()
      expect(await store.keptBill('k')).toBeNull()
      await store.keepBill('k', '{"a":1}')
      await store.keepBill('k', '{"ü":2}')
      const reopened = await reopen()
      expect(await reopened.keptBill('k')).toBe('{"ü":2}')
    })
  })
}
