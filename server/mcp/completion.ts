// Suggestions while somebody fills in a prompt.

import {
  type CompleteRequest,
  type CompleteResult,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server'
import type { Client } from './client.ts'
import { safely } from './safely.ts'
import type { McpSurface } from './surface.ts'

/** The protocol's own limit. */
const mostValues = 100

export async function completeArgument(
  { ref, argument }: CompleteRequest['params'],
  { prompts, resources, completions, log }: McpSurface,
  { caller, requestId }: Client,
  signal: AbortSignal,
): Promise<CompleteResult> {
  if (ref.type === 'ref/resource') {
    if (![...resources.templates].some(({ uriTemplate }) => uriTemplate === ref.uri)) throw unknown(ref.uri)
    return answer([])
  }
  const prompt = prompts.find(({ name }) => name === ref.name)
  if (prompt === undefined) throw unknown(ref.name)
  const kind = prompt.arguments.find(({ name }) => name === argument.name)?.completes
  // The values are facts of the estate, as much as any audit.
  if (kind === undefined || !caller.scopes.includes('audit:read')) return answer([])
  return answer(await safely(requestId, log, () => completions(kind, argument.value, caller, signal)))
}

const answer = (values: readonly string[]): CompleteResult => ({
  completion: {
    values: values.slice(0, mostValues),
    total: values.length,
    hasMore: values.length > mostValues,
  },
})

const unknown = (what: string) =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, `${what} is not offered for completion.`)
