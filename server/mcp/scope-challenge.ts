// 403 with the scopes a caller lacks, so that its client can ask the user for more. Both paths answer the same.

import { bearerAuthChallengeResponse, OAuthError, OAuthErrorCode } from '@modelcontextprotocol/server'
import type { Caller, Tool } from '../tools/define.ts'

export function stepUpResponse(tool: Tool): Response {
  const error = new OAuthError(OAuthErrorCode.InsufficientScope, 'Insufficient scope')
  return bearerAuthChallengeResponse(error, { requiredScopes: [...tool.scopes] })
}

export const lacksScope = (caller: Caller, tool: Tool): boolean =>
  !tool.scopes.every((scope) => caller.scopes.includes(scope))
