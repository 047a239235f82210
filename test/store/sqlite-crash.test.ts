import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Store } from '../../server/ports.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { crashPart, groupSize, partsOf, roundDay } from './crash-plan.ts'
import { newFolder } from './sqlite-folder.ts'

const rounds = 8
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000)

let folder: string
beforeEach(() => {
  folder = newFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

test(`a store survives ${rounds} kills at random moments (CRASH_SEED=${seed})`, async () => {
  console.log(`crash test: CRASH_SEED=${seed}`)
  const logged: string[] = []
  for (let round = 0; round < rounds; round++) {
    const acknowledged = await writeUntilKilled(String(round), delayMs(round))
    const store = await openSqliteStore(folder)
    logged.push(...acknowledged('log'))
    await expectWholeLog(store, logged)
    await expectWholeSnapshots(store, acknowledged('snapshot').slice(-1))
    await expectWholeRollups(store, String(round), acknowledged('audit').at(-1))
    await expectJobs(store, acknowledged('job'))
    await store.close()
    expectSoundFile()
  }
}, 120_000)

function expectSoundFile(): void {
  const db = new Database(join(folder, 'tagwarden.db'))
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
  db.close()
}

/** From 5 to 300 ms after the writer began. */
function delayMs(round: number): number {
  const mixed = Math.imul(seed + round * 7919, 2_654_435_761) >>> 0
  return 5 + (mixed % 295)
}

/** What the writer said it had stored, by kind. */
type Acknowledged = (kind: string) => string[]

async function writeUntilKilled(round: string, afterMs: number): Promise<Acknowledged> {
  const writer = new URL('crash-writer.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [writer, folder, round], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  let output = ''
  child.stdout.setEncoding('utf8')
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: string) => {
      output += text
      resolve()
    })
    child.once('exit', (status) => reject(new Error(`the writer ended with ${status}`)))
  })
  await sleep(afterMs)
  child.kill('SIGKILL')
  await ended
  const lines = output.split('\n').slice(0, -1)
  return (kind) => lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1))
}

/** Groups of all rounds: every acknowledged one, each whole, none torn apart. */
async function expectWholeLog(store: Store, acknowledged: readonly string[]): Promise<void> {
  const entries = await store.log({ afterSequence: 0, limit: 1_000_000 })
  expect(await store.verifyLog()).toEqual({ ok: true, entries: entries.length })
  const groups = Map.groupBy(entries, ({ requestId }) => requestId)
  expect([...groups.values()].filter(({ length }) => length !== groupSize)).toEqual([])
  expect(acknowledged.filter((requestId) => !groups.has(requestId))).toEqual([])
}

/** The newest acknowledged one, which pruning keeps, and whatever else is there in all its parts. */
async function expectWholeSnapshots(store: Store, newest: string[]): Promise<void> {
  const snapshots = await store.snapshots('crash', { limit: 1000 })
  expect(snapshots.map(({ id }) => id)).toEqual(expect.arrayContaining(newest))
  for (const { id, parts } of snapshots) {
    expect(parts).toBe(partsOf(Number(id.split('-')[1])))
    for (let index = 0; index < parts; index++) expect(await store.part(id, index)).toEqual(crashPart(id, index))
  }
}

async function expectWholeRollups(store: Store, round: string, lastAcknowledged: string | undefined): Promise<void> {
  const day = roundDay(round)
  const rows = await store.rollups('crash', 'type', { since: day, until: `${day}~` })
  const [first] = rows
  expect(rows.filter(({ auditId }) => auditId !== first?.auditId)).toEqual([])
  expect(rows).toHaveLength(first?.counts[1] ?? 0)
  if (lastAcknowledged === undefined) return
  expect(first?.counts[0]).toBeGreaterThanOrEqual(Number(lastAcknowledged.split('-')[1]))
}

async function expectJobs(store: Store, acknowledged: readonly string[]): Promise<void> {
  for (const line of acknowledged) {
    const [id = '', status = ''] = line.split(' ')
    const stored = (await store.job(id))?.status
    expect(['completed', status]).toContain(stored)
  }
}
