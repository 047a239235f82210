// A proxy that gives each request to the next replica, so that no client can rely on having met one before.

import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export type RoundRobin = { readonly url: string; readonly close: () => Promise<void> }

export async function roundRobin(targets: () => readonly string[]): Promise<RoundRobin> {
  let turn = 0
  const server = createServer((incoming, outgoing) => {
    const alive = targets()
    const target = new URL(incoming.url ?? '/', alive[turn++ % alive.length])
    const { method, headers } = incoming
    const passed = request(target, { method, headers: { ...headers, host: target.host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    passed.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
