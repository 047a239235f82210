// Many calls while the database is restarted: who got an answer finds it in the log, exactly once.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { querySql, restartPostgres, startPostgres } from '../support/postgres.ts'
import { type Product, runShell, startProduct } from '../support/product-process.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'

const calls = 10_000
const clients = 20
const restarts = 3

let folder: string
let database: OwnServer
let replicas: Product[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tagwarden-ledger-'))
  database = await startPostgres()
  const start = (name: string) =>
    startProduct({ DATABASE_URL: database.url, DATA_DIR: join(folder, name), REPLICA_ID: name })
  replicas = [await start('one'), await start('two')]
})

afterAll(async () => {
  await Promise.all((replicas ?? []).map((one) => one.stop()))
  if (database) await stopServer(database)
  rmSync(folder, { recursive: true, force: true })
})

/** By turns, so that an answer to another question would be seen. */
const questions = [
  { tool: 'get_tagging_policy', given: {} },
  { tool: 'compile_policy', given: { target: 'rego' } },
  { tool: 'compile_policy', given: { target: 'scp' } },
]
const questionOf = (at: number) => at % questions.length

async function ask(at: number): Promise<{ readonly status: number; readonly body: string }> {
  const { url } = replicas[at % replicas.length] as Product
  const { tool, given } = questions[questionOf(at)] as (typeof questions)[number]
  const response = await fetch(`${url}/api/v1/tools/${tool}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': `ledger-${at}` },
    body: JSON.stringify(given),
  })
  return { status: response.status, body: await response.text() }
}

test('every acknowledged call is in the log exactly once, and no answer is wrong', async () => {
  const oracle = await Promise.all(questions.map(async (_, at) => (await ask(at)).body))
  const acknowledged = new Set<string>()
  const wrong: string[] = []
  const statuses = new Set<number>()
  let next = questions.length
  const client = async () => {
    for (let at = next++; at < calls; at = next++) {
      const { status, body } = await ask(at)
      statuses.add(status)
      if (status === 200) acknowledged.add(`ledger-${at}`)
      if (status === 200 && body !== oracle[questionOf(at)]) wrong.push(body)
      if (status !== 200) await sleep(20)
    }
  }
  const restart = async () => {
    for (let turn = 1; turn <= restarts; turn++) {
      while (next < (turn * calls) / (restarts + 1)) await sleep(5)
      process.kill(database.pid, 'SIGKILL')
      await sleep(200)
      database = await restartPostgres(database)
    }
  }
  await Promise.all([restart(), ...Array.from({ length: clients }, client)])
  expect(wrong).toEqual([])
  expect([...statuses].toSorted()).toEqual([200, 503])
  expect(acknowledged.size).toBeGreaterThan(calls / 4)
  const rows = await querySql(
    database.url,
    `SELECT request_id, count(*)::int AS times FROM audit_log WHERE outcome = 'ok' AND request_id LIKE 'ledger-%' GROUP BY 1`,
  )
  const times = new Map(rows.map((row) => [String(row.request_id), Number(row.times)]))
  expect([...acknowledged].filter((id) => times.get(id) !== 1)).toEqual([])
  const verified = await runShell(['audit-log', 'verify'], { ...replicas[0]?.env, DATA_DIR: join(folder, 'shell') })
  expect(verified).toMatchObject({ status: 0 })
}, 400_000)
