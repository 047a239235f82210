import type { Database } from 'better-sqlite3'
import type { Spend, SpendVerdict, Store } from '../../ports.ts'
import { conflict, notFound } from '../refusals.ts'

type SpendingMethods = Pick<Store, 'reserveSpend' | 'settleSpend' | 'keepBill' | 'keptBill'>
type Sums = { readonly all: number; readonly own: number }

export function spendingMethods(db: Database): SpendingMethods {
  const sums = db.prepare<[{ day: string; caller: string }], Sums>(
    `SELECT coalesce(sum(micros), 0) AS "all", coalesce(sum(micros) FILTER (WHERE caller = :caller), 0) AS own
     FROM spend WHERE day = :day`,
  )
  const insert = db.prepare<[Spend & { day: string }]>(
    `INSERT INTO spend (id, at, day, caller, operation, requests, micros)
     VALUES (:id, :at, :day, :caller, :operation, :requests, :micros) ON CONFLICT DO NOTHING`,
  )
  const settle = db.prepare<[{ id: string; requests: number; micros: number }]>(
    'UPDATE spend SET requests = :requests, micros = :micros WHERE id = :id',
  )
  const keep = db.prepare<[string, string]>('INSERT OR REPLACE INTO kept_bill (key, answer) VALUES (?, ?)')
  const kept = db.prepare<[string], { answer: string }>('SELECT answer FROM kept_bill WHERE key = ?')

  const reserve = db.transaction((spend: Spend, caps: { dayMicros: number; callerMicros: number }): SpendVerdict => {
    const day = spend.at.slice(0, 10)
    const { all, own } = sums.get({ day, caller: spend.caller }) ?? { all: 0, own: 0 }
    if (own + spend.micros > caps.callerMicros) return { ok: false, cap: 'caller', spentMicros: own }
    if (all + spend.micros > caps.dayMicros) return { ok: false, cap: 'day', spentMicros: all }
    if (insert.run({ ...spend, day }).changes === 0) throw conflict(`There is a spend "${spend.id}" already.`)
    return { ok: true }
  })

  return {
    reserveSpend: async (spend, caps) => reserve.immediate(spend, caps),
    async settleSpend(id, end) {
      if (settle.run({ id, ...end }).changes === 0) throw notFound('spend', id)
    },
    async keepBill(key, answer) {
      keep.run(key, answer)
    },
    async keptBill(key) {
      return kept.get(key)?.answer ?? null
    },
  }
}
