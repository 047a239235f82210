// Tools of 2026-07-28 that ask back: a result says what is missing, the client calls again with it.

import {
  acceptedContent,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type InputRequest,
  inputRequired,
  inputResponse,
  type McpServer,
  type RequestStateCodec,
} from '@modelcontextprotocol/server'
import type { ToolCall } from '../../server/mcp/sdk-tools.ts'
import { addTool, text } from './conformance-content.ts'

export type RoundState = { readonly round: number }

const ask = (message: string, key: string, type: 'string' | 'boolean' = 'string'): InputRequest => {
  const properties = { [key]: type === 'string' ? { type } : { type } }
  return inputRequired.elicit({ message, requestedSchema: { type: 'object', properties, required: [key] } })
}

const sample = (question: string): InputRequest =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: question } }],
    maxTokens: 100,
  })

const name = ask('What is your name?', 'name')
const roots = inputRequired.listRoots()
const done = (words: string): CallToolResult => ({ content: [text(words)] })

export function addInputTools(
  server: McpServer,
  calls: Map<string, ToolCall>,
  state: RequestStateCodec<RoundState>,
): void {
  const add = (suffix: string, run: ToolCall) => addTool(server, calls, `test_input_required_result_${suffix}`, run)

  add('elicitation', async (_args, { mcpReq }) => {
    const given = acceptedContent<{ name: unknown }>(mcpReq.inputResponses, 'user_name')
    if (typeof given?.name !== 'string') return inputRequired({ inputRequests: { user_name: name } })
    return done(`Hello, ${given.name}!`)
  })

  add('sampling', async (_args, { mcpReq }) => {
    const given = inputResponse(mcpReq.inputResponses, 'capital_question')
    if (given.kind === 'sampling') return done(JSON.stringify(given.result.content))
    return inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?') } })
  })

  add('list_roots', async (_args, { mcpReq }) => {
    const given = inputResponse(mcpReq.inputResponses, 'client_roots')
    if (given.kind === 'roots') return done(`Roots: ${JSON.stringify(given.roots)}`)
    return inputRequired({ inputRequests: { client_roots: roots } })
  })

  add('multiple_inputs', async (_args, { mcpReq }) => {
    const inputRequests = { user_name: name, greeting: sample('Generate a greeting'), client_roots: roots }
    const missing = Object.keys(inputRequests).some((key) => mcpReq.inputResponses?.[key] === undefined)
    if (missing) return inputRequired({ inputRequests, requestState: await state.mint({ round: 1 }) })
    return done('All three were given.')
  })

  add('multi_round', async (_args, { mcpReq }) => {
    const round = mcpReq.requestState<RoundState>()?.round ?? 0
    if (round === 2) return done('Three rounds were made.')
    const next =
      round === 0 ? ask('Step 1: What is your name?', 'name') : ask('Step 2: What is your favorite color?', 'color')
    const inputRequests = { [`step${round + 1}`]: next }
    return inputRequired({ inputRequests, requestState: await state.mint({ round: round + 1 }) })
  })

  for (const suffix of ['request_state', 'tampered_state']) {
    add(suffix, async (_args, { mcpReq }) => {
      if (mcpReq.requestState<RoundState>() !== undefined) return done('state-ok')
      const inputRequests = { confirm: ask('Please confirm', 'ok', 'boolean') }
      return inputRequired({ inputRequests, requestState: await state.mint({ round: 1 }) })
    })
  }

  add('capabilities', async (_args, { mcpReq }) => {
    // The envelope was validated before; its type names no keys.
    const envelope = mcpReq.envelope as Record<string, ClientCapabilities> | undefined
    const declared = envelope?.[CLIENT_CAPABILITIES_META_KEY]
    const inputRequests = {
      ...(declared?.elicitation && { user_name: name }),
      ...(declared?.sampling && { greeting: sample('Generate a greeting') }),
    }
    return inputRequired({ inputRequests })
  })
}
