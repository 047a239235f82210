// Answers a well-formed `tools/call` with one JSON string. The SDK takes some 2 ms of CPU for the same; the tool's payload
// arrives serialised and is spliced in.

import { SERVER_INFO_META_KEY } from '@modelcontextprotocol/server'
import type { CallResult } from '../gate.ts'
import type { Caller } from '../tools/define.ts'
import type { Admitted } from './admission.ts'
import { errorMeta, resultMembers } from './answer.ts'
import { callGate } from './call.ts'
import type { Era } from './protocol.ts'
import { stepUpResponse } from './scope-challenge.ts'
import { implementation, type McpSurface } from './surface.ts'

export type From = { readonly caller: Caller; readonly requestId: string; readonly signal: AbortSignal }

/** A `Response` where HTTP has to say it: a scope is missing. */
export type FastPath = (call: Admitted, from: From) => Promise<string | Response>

export function createFastPath(surface: McpSurface): FastPath {
  const serverMeta = { [SERVER_INFO_META_KEY]: implementation(surface.info) }
  const modernSuccess = `,"resultType":"complete","_meta":${JSON.stringify(serverMeta)}`

  const tail = (era: Era, result: CallResult): string => {
    if (result.ok) return era === 'modern' ? modernSuccess : ''
    if (era === 'legacy') return `,"_meta":${JSON.stringify(errorMeta(result.code))}`
    return `,"resultType":"complete","_meta":${JSON.stringify({ ...errorMeta(result.code), ...serverMeta })}`
  }

  return async ({ era, id, listed, arguments: args }, from) => {
    const result = await callGate(surface, { tool: listed.tool.name, arguments: args, transport: 'mcp', ...from })
    if (!result.ok && result.missingScope !== undefined) return stepUpResponse(listed.tool)
    return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{${resultMembers(result)}${tail(era, result)}}}`
  }
}
