// A proxy in front of moto that notes who signed which call.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Recorded = { readonly action: string; readonly accessKey: string; readonly body: string }

export async function startRecorder(target: string) {
  const calls: Recorded[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const { host: _, connection: __, ...headers } = request.headers
    const accessKey = /Credential=(?<key>[^/]+)/.exec(headers.authorization ?? '')?.groups?.key ?? ''
    const named = /(?<action>\w+)$/.exec(String(headers['x-amz-target'] ?? ''))?.groups?.action
    const action = named ?? new URLSearchParams(body.toString()).get('Action') ?? ''
    calls.push({ action, accessKey, body: body.toString() })
    const answer = await fetch(target + request.url, {
      ...{ method: request.method ?? 'GET', headers: headers as Record<string, string> },
      ...(body.length > 0 ? { body } : {}),
    })
    const text = Buffer.from(await answer.arrayBuffer())
    const kept = [...answer.headers].filter(([name]) => !/^(content-encoding|transfer-encoding|connection)$/.test(name))
    response.writeHead(answer.status, { ...Object.fromEntries(kept), 'content-length': text.length }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
