// How soon a server answers on a folder that knows the demo already, and what memory it keeps when nobody asks.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Bench } from './figures.ts'
import { median } from './measure.ts'

const start: Bench = async ({ quick }) => {
  const folder = await mkdtemp(join(tmpdir(), 'tagwarden-bench-'))
  try {
    const first = await startServer(folder)
    await first.stop()
    const readyMs: number[] = []
    const bootCpuMs: number[] = []
    const rssMb: number[] = []
    for (let round = 0; round < 5; round++) {
      const server = await startServer(folder)
      readyMs.push(server.readyMs)
      bootCpuMs.push(server.cpuMs)
      if (!quick && round === 0) rssMb.push(await idleRssMb(server.child))
      await server.stop()
    }
    return [
      { name: 'ready after process start', value: median(readyMs), unit: 'ms', goal: { atMost: 500 } },
      { name: 'ready, fastest of 5', value: Math.min(...readyMs), unit: 'ms', goal: null },
      { name: 'CPU until ready', value: median(bootCpuMs), unit: 'ms', goal: null },
      { name: 'an empty node process, start to end', value: await emptyProcessMs(), unit: 'ms', goal: null },
      { name: 'first start, with the demo built', value: first.readyMs, unit: 'ms', goal: null },
      ...rssMb.map((value) => ({ name: 'idle RSS', value, unit: 'MB', goal: { atMost: 130 } })),
    ]
  } finally {
    await rm(folder, { recursive: true })
  }
}
export default start

async function startServer(folder: string) {
  const PORT = String(await freePort())
  const environment = { PATH: process.env.PATH, DATA_DIR: folder, PORT, METRICS_PORT: '0', LOG_LEVEL: 'error' }
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['server/main.ts'], {
    ...{ env: environment, cwd: join(import.meta.dirname, '..') },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let told = ''
  child.stderr.on('data', (text) => {
    told += text
  })
  while (!(await isReady(PORT))) {
    if (child.exitCode !== null) throw new Error(`The server ended: ${told}`)
    await wait(5)
  }
  return {
    ...{ child, readyMs: performance.now() - startedAt, cpuMs: cpuMsOf(child) },
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function isReady(port: string): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok
  } catch {
    // Nobody listens yet.
    return false
  }
}

/** After the threads of the start have ended. */
async function idleRssMb(child: ChildProcess): Promise<number> {
  await wait(12_000)
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

/** User and system time, in ticks of 10 ms, are the 14th and 15th field; the second may contain spaces. */
function cpuMsOf({ pid }: ChildProcess): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [user, system] = fields.split(' ').slice(11, 13)
  return (Number(user) + Number(system)) * 10
}

async function emptyProcessMs(): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    const startedAt = performance.now()
    await once(spawn(process.execPath, ['-e', '0']), 'exit')
    times.push(performance.now() - startedAt)
  }
  return median(times)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
