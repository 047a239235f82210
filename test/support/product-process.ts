// The product as a process of its own, as `npm start` runs it, on a data folder that goes with it.

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const repository = join(import.meta.dirname, '../..')

/** For tests that are not about limits. */
export const highLimits = {
  RATE_PER_MINUTE: '1000000',
  MAX_CALLS_PER_WINDOW: '100000000',
  LOOP_MAX_EQUAL_CALLS: '1000000',
} as const

type Env = Readonly<Record<string, string>>

/** What every process of ours gets: our own Node first, since an older one may come before it in the path. */
export const processEnv = (env: Env = {}): Env => ({
  // `npx` finds its registry and its proxy here. What is not set has no entry.
  ...(process.env as Env),
  PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
  // The tests' own services: whoever wants a process to use them says so.
  ...{ DATABASE_URL: '', REDIS_URL: '' },
  npm_config_loglevel: 'error',
  npm_config_prefer_offline: 'true',
  ...env,
})

export type Product = {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly dataDir: string
  /** For a second process on the same data. */
  readonly env: Env
  /** Everything it logged so far. */
  readonly log: () => string
  /** Ends as it would on a SIGTERM and says with which status. */
  readonly stop: () => Promise<number | null>
  readonly removeData: () => Promise<void>
}

/** Resolves once it is ready, the demo's snapshot included. */
export async function startProduct(extra: Env = {}): Promise<Product> {
  const dataDir = extra.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'tagwarden-e2e-')))
  const [port, metricsPort] = [await freePort(), await freePort()]
  const env = processEnv({
    ...{ ...highLimits, DATA_DIR: dataDir, PORT: String(port), METRICS_PORT: String(metricsPort) },
    ...{ LOG_LEVEL: 'error', ...extra },
  })
  const child = spawn(process.execPath, [join(repository, 'server/main.ts')], {
    ...{ cwd: repository, env, stdio: ['ignore', 'pipe', 'pipe'] },
  })
  let log = ''
  child.stdout?.on('data', (chunk) => {
    log += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    log += String(chunk)
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const url = `http://127.0.0.1:${port}`
  await untilReady(
    url,
    () => child.exitCode,
    () => log,
  )
  return {
    ...{ url, port, dataDir, env, log: () => log },
    pid: child.pid ?? 0,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
    removeData: () => rm(dataDir, { recursive: true, force: true }),
  }
}

const patienceMs = 90_000

async function untilReady(url: string, status: () => number | null, log: () => string): Promise<void> {
  const until = Date.now() + patienceMs
  while (Date.now() < until) {
    if (status() !== null) throw new Error(`The server ended with ${status()}:\n${log()}`)
    const answer = await fetch(`${url}/health/ready`).catch(() => null)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error(`The server was not ready in ${patienceMs} ms:\n${log()}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

export type Ran = { readonly status: number | null; readonly out: string; readonly err: string }

/** A program to its end, with nothing on its standard input. */
export function runToEnd(command: string, args: readonly string[], env: Env): Promise<Ran> {
  const child = spawn(command, [...args], { cwd: repository, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk) => {
    out += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    err += String(chunk)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, out, err }))
  })
}

export const runShell = (args: readonly string[], env: Env): Promise<Ran> =>
  runToEnd(process.execPath, ['server/cli.ts', ...args], env)
