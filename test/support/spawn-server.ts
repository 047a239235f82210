// Servers as processes of their own, on a free port of this machine.

import { spawn, spawnSync } from 'node:child_process'
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

type Env = Readonly<Record<string, string>>
export type Program = { readonly path: string; readonly args: readonly string[]; readonly env?: Env }

/** PostgreSQL refuses to be root. */
const nobody = 65_534
const isRoot = process.getuid?.() === 0
const asNobody = isRoot ? { uid: nobody, gid: nobody } : {}

/** Below the temporary folder, since the run's own folder may only be entered by who made it. */
export function serverFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `tagwarden-${name}-`))
  if (isRoot) chownSync(folder, nobody, nobody)
  return folder
}

/** Lives on when the test file that started it has ended. */
export async function spawnServer({ path, args, env }: Program, folder: string): Promise<number> {
  const log = openSync(join(folder, 'log'), 'a', 0o666)
  const child = spawn(path, [...args], {
    ...{ cwd: folder, detached: true, stdio: ['ignore', log, log], env: { ...env, PATH: process.env.PATH } },
    ...asNobody,
  })
  closeSync(log)
  child.unref()
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('spawn', () => resolve(child.pid ?? 0))
  })
}

export function runProgram({ path, args, env }: Program, folder: string): string {
  const ran = spawnSync(path, [...args], {
    ...{ cwd: folder, encoding: 'utf8', env: { ...env, PATH: process.env.PATH } },
    ...asNobody,
  })
  if (ran.error) throw ran.error
  if (ran.status !== 0) throw new Error(`${path} ended with ${ran.status}: ${ran.stderr}`)
  return ran.stdout
}

/** Until `isUp` holds; fails with what the server wrote. */
export async function untilUp(isUp: () => Promise<boolean>, folder: string): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await wait(30)) if (await isUp()) return
  throw new Error(`no answer in a minute; it wrote:\n${readFileSync(join(folder, 'log'), 'utf8')}`)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
