// A server that all files of a run share: the file that needs it first starts it, the end of the run stops it.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { inject } from 'vitest'

export type OwnServer = {
  readonly url: string
  readonly pid: number
  /** Its data; removed with it. */
  readonly folder: string
}

type Outcome = OwnServer | { readonly failed: string }

const ending = '.server.json'

export async function sharedServer(name: string, start: () => Promise<OwnServer>): Promise<OwnServer> {
  const path = join(inject('runFolder'), name + ending)
  const isFirst = mkdirSync(`${path}.begun`, { recursive: true }) !== undefined
  if (isFirst) writeWhole(path, await start().catch((error) => ({ failed: String(error) })))
  while (!existsSync(path)) await wait(20)
  const outcome = readOutcome(path)
  if ('failed' in outcome) throw new Error(`${name} did not start: ${outcome.failed}`)
  return outcome
}

export async function stopSharedServers(runFolder: string): Promise<void> {
  const files = readdirSync(runFolder).filter((file) => file.endsWith(ending))
  const outcomes = files.map((file) => readOutcome(join(runFolder, file)))
  await Promise.all(outcomes.map((outcome) => 'failed' in outcome || stopServer(outcome)))
}

export async function stopServer({ pid, folder }: OwnServer): Promise<void> {
  // Redis and PostgreSQL both take it as "end now, in order".
  signal(pid, 'SIGINT')
  for (let waitedMs = 0; isAlive(pid) && waitedMs < 10_000; waitedMs += 20) await wait(20)
  if (isAlive(pid)) signal(pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}

const isAlive = (pid: number): boolean => signal(pid, 0)

/** False where the process has gone. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** Whoever waits for the file sees all of it. */
function writeWhole(path: string, outcome: Outcome): void {
  writeFileSync(`${path}.new`, JSON.stringify(outcome))
  renameSync(`${path}.new`, path)
}

// Written by `writeWhole`.
const readOutcome = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Outcome
