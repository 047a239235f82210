// Calls to a server while its database fails: each is answered in time, and each that was answered is in the log, once.

import { randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import { withinTime } from '../../server/redis/within-time.ts'
import { querySql } from './postgres.ts'
import { type Product, runShell } from './product-process.ts'

/** No measure of speed: it tells waiting from hanging. */
const boundMs = 40_000
const patience = { timeout: 90_000, interval: 100 }

export function databaseLedger({ url, env }: Product, databaseUrl: string) {
  const answered: string[] = []

  /** One call: 200, or a refusal that says when to try again. */
  async function call(): Promise<number> {
    const requestId = randomUUID()
    const answer = await withinTime(
      boundMs,
      fetch(`${url}/api/v1/tools/check_tag_compliance`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json', 'x-request-id': requestId }, body: '{}' },
      }),
    )
    if (answer.status === 200) answered.push(requestId)
    else expect([answer.status, answer.headers.has('retry-after')]).toEqual([503, true])
    await answer.arrayBuffer()
    return answer.status
  }
  const readiness = async () => (await withinTime(boundMs, fetch(`${url}/health/ready`))).status

  return {
    call,
    untilReady: () => vi.waitFor(async () => expect(await readiness()).toBe(200), patience),
    untilNotReady: () => vi.waitFor(async () => expect(await readiness()).toBe(503), patience),
    untilRefused: () => vi.waitFor(async () => expect(await call()).toBe(503), patience),
    /** Directly, not through what is broken. */
    async expectNothingLost(): Promise<void> {
      const rows = await querySql(databaseUrl, `SELECT request_id FROM audit_log WHERE outcome = 'ok'`)
      const logged = rows.map(({ request_id: id }) => id).filter((id) => answered.includes(String(id)))
      expect(logged.toSorted()).toEqual(answered.toSorted())
      const verified = await runShell(['store', 'verify', '--in', databaseUrl], env)
      expect(verified).toMatchObject({ status: 0, err: '' })
    },
  }
}
