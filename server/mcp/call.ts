// One call of a tool by MCP. Nothing a tool throws becomes a protocol error: the agent is told, the log knows why.

import type { Call, CallResult } from '../gate.ts'
import type { McpSurface } from './surface.ts'

export async function callGate(
  { gate, onError }: Pick<McpSurface, 'gate' | 'onError'>,
  call: Call,
): Promise<CallResult> {
  try {
    return await gate.call(call)
  } catch (error) {
    onError(error, 'tool call failed unexpectedly')
    return {
      ok: false,
      code: 'internal',
      message: `${call.tool} failed unexpectedly.`,
      hint: `It is not your arguments. The log has the cause under request ${call.requestId}.`,
    }
  }
}
