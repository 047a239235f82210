// What a resource or a completion throws. The SDK would tell clients the message of any error, whatever is in it.

import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { AppError } from '../core/errors.ts'
import type { McpLog } from './surface.ts'

export async function safely<T>(requestId: string, log: McpLog, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    if (error instanceof AppError) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, [error.message, error.hint].filter(Boolean).join(' '))
    }
    log.error({ err: error, requestId }, 'mcp request failed unexpectedly')
    const message = `Failed unexpectedly. The log has the cause under request ${requestId}.`
    throw new ProtocolError(ProtocolErrorCode.InternalError, message)
  }
}
