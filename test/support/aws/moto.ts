// Moto, an AWS over HTTP, as a process of the test's own.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const here = import.meta.dirname
const version = /^MOTO=(.+)$/m.exec(readFileSync(join(here, 'versions.env'), 'utf8'))?.[1] ?? ''
export const motoFolder = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'tagwarden-tools',
  `moto-${version}`,
)

/** Where moto is not installed its tests are skipped, but never where everything has to be there. */
export const hasMoto = existsSync(join(motoFolder, 'installed'))
if (!hasMoto && process.env.REQUIRE_TOOLS === '1')
  throw new Error('moto is not installed: bash test/support/aws/install-moto.sh')

export type Moto = {
  readonly url: string
  /** Everything that was made is gone. */
  readonly reset: () => Promise<void>
  /** Whether rights are looked at from now on. */
  readonly enforceRights: (isOn: boolean) => Promise<void>
  readonly stop: () => Promise<void>
}

/** `page`: no list answers with more than so many at once. */
export async function startMoto({ page = 0 }: { readonly page?: number } = {}): Promise<Moto> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(join(motoFolder, 'bin', 'python'), [join(here, 'moto_server.py'), String(port)], {
    env: {
      ...process.env,
      MOTO_PORT: String(port),
      // Thirteen hundred images and snapshots of other people otherwise.
      MOTO_EC2_LOAD_DEFAULT_AMIS: 'false',
      TAGWARDEN_PAGE: String(page),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr?.on('data', (text) => {
    output = `${output}${text}`.slice(-4_000)
  })
  await untilReady(url, child, () => output)
  const post = async (path: string, body?: string) => {
    const answer = await fetch(`${url}/moto-api/${path}`, { method: 'POST', ...(body === undefined ? {} : { body }) })
    if (!answer.ok) throw new Error(`moto: ${path}: ${answer.status}`)
  }
  return {
    url,
    reset: () => post('reset'),
    enforceRights: (isOn) => post('reset-auth', isOn ? '0' : 'inf'),
    async stop() {
      if (child.exitCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`moto ended at once:\n${output()}`)
    const answer = await fetch(`${url}/moto-api/`).catch(() => null)
    if (answer?.ok) return
    await pause(100)
  }
  child.kill('SIGKILL')
  throw new Error(`moto did not start:\n${output()}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
