// History may be read from a standby of the database, for as long as that answers and keeps up.

import type { Connection, Database } from './connection.ts'

export type StandbyOptions = { readonly standby: Database; readonly maxLagMs: number; readonly now: () => number }

/** How long the last look at the standby counts. */
const lookAgainMs = 1000

/** Reads from the standby where that may be, else from the primary. Only for statements that change nothing. */
export function historyOn(primary: Connection, { standby, maxLagMs, now }: StandbyOptions): Connection {
  let lookedAt = Number.NEGATIVE_INFINITY
  let keepsUp: Promise<boolean> = Promise.resolve(false)
  const look = (): Promise<boolean> => {
    if (now() - lookedAt < lookAgainMs) return keepsUp
    lookedAt = now()
    keepsUp = lagsAtMost(primary, standby, maxLagMs).catch(() => false)
    return keepsUp
  }
  return {
    async query<Row>(text: string, values?: readonly unknown[]) {
      if (!(await look())) return primary.query<Row>(text, values)
      try {
        return await standby.query<Row>(text, values)
      } catch {
        // Whatever it was, the primary answers, or says what is wrong. A standby that broke is left alone for a while.
        keepsUp = Promise.resolve(false)
        return primary.query<Row>(text, values)
      }
    },
  }
}

async function lagsAtMost(primary: Connection, standby: Connection, maxLagMs: number): Promise<boolean> {
  const { rows: ends } = await primary.query<{ end: string }>('SELECT pg_current_wal_lsn()::text AS end')
  const { rows } = await standby.query<{ isStandby: boolean; isCurrent: boolean; lagMs: number | null }>(
    `SELECT pg_is_in_recovery() AS "isStandby", pg_last_wal_replay_lsn() >= $1::pg_lsn AS "isCurrent",
       (extract(epoch FROM now() - pg_last_xact_replay_timestamp()) * 1000)::double precision AS "lagMs"`,
    [ends[0]?.end],
  )
  const [state] = rows
  if (!state?.isStandby) return false
  // The time of the last change says nothing while the primary is idle.
  return state.isCurrent || (state.lagMs !== null && state.lagMs <= maxLagMs)
}
