// One call of a tool by MCP. Nothing a tool throws becomes a protocol error: the agent is told, the log knows why.

import type { Call, CallResult } from '../gate.ts'
import type { McpSurface } from './surface.ts'

export async function callGate({ gate, log }: McpSurface, call: Call): Promise<CallResult> {
  try {
    return await gate.call(call)
  } catch (err) {
    if (call.signal.aborted) return { ok: false, code: 'cancelled', message: `${call.tool} was called off.` }
    log.error({ err, tool: call.tool, requestId: call.requestId }, 'tool call failed unexpectedly')
    return {
      ok: false,
      code: 'internal',
      message: `${call.tool} failed unexpectedly.`,
      hint: `It is not your arguments. The log has the cause under request ${call.requestId}.`,
    }
  }
}
