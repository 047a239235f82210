// Messages as clients of both eras send them, and answers in a form both eras share.

import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/server'

export type Headers = Readonly<Record<string, string>>
export type Message = { readonly headers: Headers; readonly body: unknown }

const common = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

export const envelope = {
  [PROTOCOL_VERSION_META_KEY]: '2026-07-28',
  [CLIENT_CAPABILITIES_META_KEY]: {},
  [CLIENT_INFO_META_KEY]: { name: 'test', version: '1' },
}

export function modern(method: string, params: Readonly<Record<string, unknown>> = {}, id: unknown = 1): Message {
  const name = params.name ?? params.uri
  const headers = {
    ...common,
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(typeof name === 'string' && { 'mcp-name': name }),
  }
  return { headers, body: { jsonrpc: '2.0', id, method, params: { _meta: envelope, ...params } } }
}

export function legacy(method: string, params: Readonly<Record<string, unknown>> = {}, id: unknown = 1): Message {
  return {
    headers: { ...common, 'mcp-protocol-version': '2025-11-25' },
    body: { jsonrpc: '2.0', id, method, params },
  }
}

export const modernCall = (name: string, args?: unknown) => modern('tools/call', { name, arguments: args })
export const legacyCall = (name: string, args?: unknown) => legacy('tools/call', { name, arguments: args })

export const withHeaders = (
  { headers, body }: Message,
  changed: Readonly<Record<string, string | undefined>>,
): Message => ({
  headers: Object.fromEntries(
    Object.entries({ ...headers, ...changed }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ),
  body,
})

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | null>>
  /** Parsed; of a stream, the last message in it. */
  readonly body: unknown
}

const headersThatMatter = ['www-authenticate', 'mcp-session-id', 'retry-after', 'set-cookie']

export async function post(url: URL, { headers, body }: Message, init: RequestInit = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return readAnswer(await fetch(url, { method: 'POST', headers, body: text, ...init }))
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  const json = isStream ? (text.split('\n').findLast((line) => line.startsWith('data: {')) ?? '').slice(6) : text
  return {
    status: response.status,
    headers: Object.fromEntries(headersThatMatter.map((name) => [name, response.headers.get(name)])),
    body: json === '' ? undefined : JSON.parse(json),
  }
}
