import type { PrivateDocker } from './private-docker.ts'
import type { Loose } from './wire/messages.ts'

const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_tagging_policy', arguments: {} } }

/** One tool call of MCP from inside the network of the engine, whatever the status. */
export async function callTool(engine: PrivateDocker, url: string, key: string): Promise<Loose> {
  const headers = [
    'content-type: application/json',
    'accept: application/json, text/event-stream',
    `authorization: Bearer ${key}`,
  ]
  const given = headers.flatMap((header) => ['--header', header])
  return JSON.parse(
    await engine.inside('curl', ['--silent', '--show-error', ...given, '--data', JSON.stringify(message), url]),
  )
}
