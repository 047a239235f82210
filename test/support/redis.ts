// A real Redis for tests: one server a run, a key prefix for each test. `REDIS_URL` comes first, then redis-server.

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describeWith } from './missing-service.ts'
import { type OwnServer, sharedServer } from './shared-server.ts'
import { freePort, serverFolder, spawnServer, untilUp } from './spawn-server.ts'

const given = process.env.REDIS_URL

const program = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, 'redis-server'))
    .find((path) => existsSync(path))

/** `describe`, where the suite can have its Redis. */
export const describeWithRedis = () =>
  describeWith(
    'Redis',
    given !== undefined || program() !== undefined,
    'set REDIS_URL, or apt-get install redis-server',
  )

/** The server is shared; keys that begin with `prefix` are the test's own. */
export async function sharedRedis(): Promise<{ readonly url: string; readonly prefix: string }> {
  const url = given ?? (await sharedServer('redis', () => startRedis())).url
  return { url, prefix: `test-${randomBytes(8).toString('hex')}:` }
}

/** A server of the test's own, to be paused, filled or killed; end it with `stopServer`. The same port again: `port`. */
export async function startRedis(settings: readonly string[] = [], port?: number): Promise<OwnServer> {
  const path = program()
  if (path === undefined) throw new Error('no redis-server on this machine')
  const folder = serverFolder('redis')
  const chosenPort = port ?? (await freePort())
  const chosen = ['--bind', '127.0.0.1', '--port', String(chosenPort), '--save', '', '--appendonly', 'no', ...settings]
  const pid = await spawnServer({ path, args: chosen }, folder)
  await untilUp(() => answers(chosenPort), folder)
  return { url: `redis://127.0.0.1:${chosenPort}`, pid, folder }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(1000, () => socket.destroy())
    socket.once('connect', () => socket.write('PING\r\n'))
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(String(answer).startsWith('+PONG') || String(answer).startsWith('-'))
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
