// A Redis of a test's own, to be killed, paused, filled or started again.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeWith } from './missing-service.ts'
import { freePort } from './spawn-server.ts'

export type RedisServer = {
  readonly port: number
  readonly url: string
  readonly folder: string
  readonly signal: (name: NodeJS.Signals) => void
  /** SIGKILL, and until it is gone. */
  readonly kill: () => Promise<void>
  /** Again on the same port, empty. */
  readonly restart: () => Promise<void>
  readonly close: () => Promise<void>
}

/** `describe`, where a suite can start servers of its own: those that it stops, fills or cuts off. */
export const describeWithOwnRedis = () =>
  describeWith('redis-server', spawnSync('redis-server', ['--version']).status === 0, 'apt-get install redis-server')

/** `args`: further options, as on the command line of redis-server. */
export async function startRedis(args: readonly string[] = [], port?: number): Promise<RedisServer> {
  const ownPort = port ?? (await freePort())
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-redis-'))
  let child = await launch(ownPort, folder, args)
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'close')
    child.kill('SIGKILL')
    await ended
  }
  return {
    ...{ port: ownPort, url: `redis://127.0.0.1:${ownPort}`, folder, kill },
    signal: (name) => void child.kill(name),
    async restart() {
      await kill()
      child = await launch(ownPort, folder, args)
    },
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function launch(port: number, folder: string, args: readonly string[]): Promise<ChildProcess> {
  const listens = args.includes('--tls-port') ? [] : ['--port', String(port)]
  const basics = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  // Sentinels and their like read their file first.
  const [file, ...rest] = args[0]?.endsWith('.conf') ? args : ['', ...args]
  const all = [...(file ? [file] : []), ...listens, ...basics, ...rest]
  const child = spawn('redis-server', all, { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stdout?.on('data', (chunk) => {
    log += String(chunk)
  })
  await untilItListens(port, child, () => log)
  return child
}

async function untilItListens(port: number, child: ChildProcess, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}:\n${log()}`)
    if (await listensOn(port)) return
    await sleep(20)
  }
  throw new Error(`redis-server does not listen:\n${log()}`)
}

function listensOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
