// Tools that talk to their client while they run. What needs a session fails here, as it must on a stateless server.

import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ElicitRequestFormParams,
  inputRequired,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import type { ToolCall } from '../../server/mcp/sdk-tools.ts'
import { addTool, text } from './conformance-content.ts'

export function addSessionTools(server: McpServer, calls: Map<string, ToolCall>): void {
  const add = (name: string, run: ToolCall) => addTool(server, calls, name, run)
  add('test_tool_with_progress', reportProgress)
  add('test_tool_with_logging', reportLogs)
  add('test_logging_tool', reportLogs)
  add('test_sampling', async (args, { mcpReq }) => {
    const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: textOf(args, 'prompt') } }]
    const { content } = await mcpReq.requestSampling({ messages, maxTokens: 100 })
    return { content: [text(`LLM response: ${JSON.stringify(content)}`)] }
  })
  add('test_elicitation', (args, context) => elicit(context, textOf(args, 'message'), userSchema))
  add('test_elicitation_sep1034_defaults', (_args, context) => elicit(context, 'Check the defaults', defaultsSchema))
  add('test_elicitation_sep1330_enums', (_args, context) => elicit(context, 'Choose', enumsSchema))
  add('test_missing_capability', async () => {
    const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: 'Are you there?' } }]
    return inputRequired({ inputRequests: { sample: inputRequired.createMessage({ messages, maxTokens: 10 }) } })
  })
  add('test_streaming_elicitation', async () =>
    inputRequired({ inputRequests: { user: inputRequired.elicit({ message: 'Who?', requestedSchema: userSchema }) } }),
  )
}

async function reportProgress(_args: unknown, { mcpReq }: ServerContext) {
  const progressToken = mcpReq._meta?.progressToken
  for (const progress of [0, 50, 100]) {
    if (progressToken !== undefined) {
      await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } })
    }
    await sleep(50)
  }
  return { content: [text('Progress was reported.')] }
}

async function reportLogs(_args: unknown, { mcpReq }: ServerContext) {
  for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
    await mcpReq.log('info', line)
    await sleep(50)
  }
  return { content: [text('Logs were sent.')] }
}

async function elicit({ mcpReq }: ServerContext, message: string, requestedSchema: Schema) {
  const { action, content } = await mcpReq.elicitInput({ message, requestedSchema })
  return { content: [text(`Elicitation completed: action=${action}, content=${JSON.stringify(content)}`)] }
}

function textOf(args: unknown, name: string): string {
  return typeof args === 'object' && args !== null && name in args ? String(Reflect.get(args, name)) : ''
}

type Schema = ElicitRequestFormParams['requestedSchema']

const userSchema: Schema = {
  type: 'object',
  properties: { username: { type: 'string' }, email: { type: 'string' } },
  required: ['username', 'email'],
}

const defaultsSchema: Schema = {
  type: 'object',
  properties: {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  },
}

const three = ['option1', 'option2', 'option3']
const titled = three.map((value) => ({ const: value, title: value.toUpperCase() }))

const enumsSchema: Schema = {
  type: 'object',
  properties: {
    untitledSingle: { type: 'string', enum: three },
    titledSingle: { type: 'string', oneOf: titled },
    legacyEnum: { type: 'string', enum: three, enumNames: three },
    untitledMulti: { type: 'array', items: { type: 'string', enum: three } },
    titledMulti: { type: 'array', items: { anyOf: titled } },
  },
}
