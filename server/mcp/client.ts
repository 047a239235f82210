// Who asks, carried through the SDK in the place it keeps for authentication.

import type { AuthInfo, ServerContext } from '@modelcontextprotocol/server'
import type { Caller } from '../tools/define.ts'

export type Client = { readonly caller: Caller; readonly requestId: string }

/** No token travels: tools act by our own roles, never by the caller's. */
export const authInfoOf = (client: Client): AuthInfo => ({
  token: '',
  clientId: client.caller.id,
  scopes: [...client.caller.scopes],
  extra: { client },
})

// Only `authInfoOf` writes `extra`.
export const clientOfAuth = (authInfo: AuthInfo | undefined): Client | undefined =>
  authInfo?.extra?.client as Client | undefined

/** Over stdio there is no authentication, and one local user. */
export function clientOf(context: ServerContext, local: Caller | null): Client {
  const client = clientOfAuth(context.http?.authInfo)
  if (client !== undefined) return client
  if (local === null) throw new Error('An MCP request came without its caller.')
  return { caller: local, requestId: `stdio-${context.mcpReq.id}` }
}
