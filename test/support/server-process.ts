// The sample server as a process of its own: started, asked, told to stop.

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const script = join(import.meta.dirname, 'sample-server.ts')

export type Ended = { readonly status: number | null; readonly err: string; readonly ms: number }

export type ServerProcess = {
  readonly url: string
  readonly metricsUrl: string
  readonly banner: string
  readonly signal: (name: NodeJS.Signals) => void
  readonly ended: Promise<Ended>
}

function start(env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env.PATH, PORT: '0', METRICS_PORT: '0', LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/** Resolves once the banner is there. */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const child = start(env)
  const ended = untilEnd(child)
  const banner = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', (chunk) => {
      text += String(chunk)
      if (text.includes('curl')) resolve(text)
    })
    child.once('exit', () => reject(new Error(text)))
  })
  const at = (name: string) => new RegExp(`${name} +(http://\\S+)`).exec(banner)?.[1] ?? ''
  const url = at('health').replace('/health', '')
  return { url, metricsUrl: at('metrics'), banner, signal: (name) => child.kill(name), ended }
}

/** For a server that is expected not to start. */
export const runToEnd = (env: Readonly<Record<string, string>>): Promise<Ended> => untilEnd(start(env))

function untilEnd(child: ChildProcess): Promise<Ended> {
  const startedAt = Date.now()
  let err = ''
  child.stderr?.on('data', (chunk) => {
    err += String(chunk)
  })
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, err, ms: Date.now() - startedAt })))
}
