// A proxy between the product and a server of the test that can be slow, cut off or fall silent.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describeWith } from './missing-service.ts'
import { freePort, untilUp } from './spawn-server.ts'

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tagwarden-tools')
const program = join(cache, 'toxiproxy-v2.5.0', 'toxiproxy')

export const describeWithToxiproxy = () =>
  describeWith('toxiproxy', existsSync(program), `go install toxiproxy v2.5.0 cmd/server as ${program}`)

export type NetworkProxy = {
  readonly port: number
  /** `latency`, `timeout` …, as toxiproxy names them, in both directions. */
  readonly poison: (type: string, attributes: Readonly<Record<string, number>>) => Promise<void>
  /** Refuses connections and ends those there are. */
  readonly cut: () => Promise<void>
  readonly mend: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function startProxy(upstreamPort: number): Promise<NetworkProxy> {
  const [apiPort, port] = [await freePort(), await freePort()]
  const child = spawn(program, ['-port', String(apiPort)], { stdio: 'ignore' })
  const ask = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${apiPort}${path}`, { method: 'POST', body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`toxiproxy: ${await answer.text()}`)
  }
  await untilUp(async () => (await fetch(`http://127.0.0.1:${apiPort}/version`).catch(() => null))?.ok === true, cache)
  await ask('/proxies', {
    name: 'it',
    listen: `127.0.0.1:${port}`,
    upstream: `127.0.0.1:${upstreamPort}`,
    enabled: true,
  })
  return {
    port,
    async poison(type, attributes) {
      for (const stream of ['upstream', 'downstream']) await ask('/proxies/it/toxics', { type, stream, attributes })
    },
    cut: () => ask('/proxies/it', { enabled: false }),
    mend: () => ask('/reset', {}),
    async close() {
      const ended = once(child, 'close')
      child.kill('SIGKILL')
      await ended
    },
  }
}
