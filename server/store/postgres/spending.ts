import type { Spend, SpendCaps, SpendVerdict, Store } from '../../ports.ts'
import { conflict, notFound } from '../refusals.ts'
import type { Connection, Database } from './connection.ts'

type SpendingMethods = Pick<Store, 'reserveSpend' | 'settleSpend' | 'keepBill' | 'keptBill'>

/** Reservations of all replicas wait for each other: caps are sums. */
const spendLock = 741_005

export function spendingMethods(db: Database): SpendingMethods {
  return {
    reserveSpend: (spend, caps) =>
      db.transaction(async (connection) => {
        await connection.query('SELECT pg_advisory_xact_lock($1)', [spendLock])
        return reserve(connection, spend, caps)
      }),

    async settleSpend(id, { requests, micros }) {
      const sql = 'UPDATE spend SET requests = $2, micros = $3 WHERE id = $1'
      const { rowCount } = await db.query(sql, [id, requests, micros])
      if (rowCount === 0) throw notFound('spend', id)
    },

    async keepBill(key, answer) {
      await db.query(
        'INSERT INTO kept_bill (key, answer) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET answer = excluded.answer',
        [key, answer],
      )
    },

    async keptBill(key) {
      const { rows } = await db.query<{ answer: string }>('SELECT answer FROM kept_bill WHERE key = $1', [key])
      return rows[0]?.answer ?? null
    },
  }
}

async function reserve(connection: Pick<Connection, 'query'>, spend: Spend, caps: SpendCaps): Promise<SpendVerdict> {
  const { id, at, caller, operation, requests, micros } = spend
  const day = at.slice(0, 10)
  const { rows } = await connection.query<{ all: number; own: number }>(
    `SELECT coalesce(sum(micros), 0)::float8 AS "all",
       coalesce(sum(micros) FILTER (WHERE caller = $2), 0)::float8 AS own FROM spend WHERE day = $1`,
    [day, caller],
  )
  const { all, own } = rows[0] ?? { all: 0, own: 0 }
  if (own + micros > caps.callerMicros) return { ok: false, cap: 'caller', spentMicros: own }
  if (all + micros > caps.dayMicros) return { ok: false, cap: 'day', spentMicros: all }
  const { rowCount } = await connection.query(
    `INSERT INTO spend (id, at, day, caller, operation, requests, micros)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [id, at, day, caller, operation, requests, micros],
  )
  if (rowCount === 0) throw conflict(`There is a spend "${id}" already.`)
  return { ok: true }
}
