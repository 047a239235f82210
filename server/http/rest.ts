// Every tool as POST /api/v1/tools/<name>, from the same list as over MCP.

import type { FastifyInstance } from 'fastify'
import { inputSchemaOf, outputSchemaOf } from '../gate/json-schema.ts'
import type { Call, CallResult, Gate } from '../gate.ts'
import type { Tool } from '../tools/define.ts'
import { sendFailure } from './errors.ts'
import { callerOf, signalOf } from './request.ts'

export const toolPath = (name: string): string => `/api/v1/tools/${name}`

/** Behind authentication. */
export function addToolRoutes(app: FastifyInstance, gate: Gate): void {
  for (const { name } of gate.tools) {
    app.post(toolPath(name), async (request, reply) => {
      const call: Call = {
        tool: name,
        arguments: request.body,
        caller: callerOf(request),
        transport: 'rest',
        requestId: request.id,
        signal: signalOf(reply),
      }
      const result = await gate.call(call)
      return result.ok ? reply.type('application/json').send(answerBody(result)) : sendFailure(reply, result)
    })
  }
  let list: string | null = null
  app.get('/api/v1/tools', async (_request, reply) => {
    list ??= JSON.stringify({ tools: gate.tools.map(describeTool) })
    return reply.type('application/json').send(list)
  })
}

/** The data were serialised in the gate; they are not parsed again to be wrapped. */
function answerBody({ json, text, links }: Extract<CallResult, { ok: true }>): string {
  return `{"data":${json},"text":${JSON.stringify(text)},"links":${JSON.stringify(links)}}`
}

function describeTool(tool: Tool) {
  const { name, title, description, annotations, scopes } = tool
  return { name, title, description, annotations, scopes, input: inputSchemaOf(tool), output: outputSchemaOf(tool) }
}
