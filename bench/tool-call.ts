// A `tools/call` as clients of either era send it.

export const eras = ['2026-07-28', '2025-11-25'] as const
export type Era = (typeof eras)[number]

export function toolCall(name: string, args: object, era: Era) {
  const isModern = era === '2026-07-28'
  const meta = {
    'io.modelcontextprotocol/protocolVersion': era,
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
  }
  const params = { name, arguments: args, ...(isModern && { _meta: meta }) }
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': era,
    ...(isModern && { 'mcp-method': 'tools/call', 'mcp-name': name }),
  }
  return { headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }) }
}
