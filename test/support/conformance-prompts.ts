// The prompts of the conformance suite, and the completion it asks for.

import { acceptedContent, inputRequired, type McpServer, type PromptMessage } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { png } from './conformance-content.ts'

const described = { description: 'For the conformance suite.' }

export function addPrompts(server: McpServer): void {
  server.registerPrompt('test_simple_prompt', described, () => ({
    messages: [said('This is a simple prompt for testing.')],
  }))

  const two = z.object({ arg1: z.string(), arg2: z.string() })
  server.registerPrompt('test_prompt_with_arguments', { ...described, argsSchema: two }, ({ arg1, arg2 }) => ({
    messages: [said(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
  }))

  const one = z.object({ resourceUri: z.string() })
  server.registerPrompt('test_prompt_with_embedded_resource', { ...described, argsSchema: one }, ({ resourceUri }) => ({
    messages: [
      {
        role: 'user',
        content: {
          type: 'resource',
          resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
        },
      },
      said('Please process the embedded resource above.'),
    ],
  }))

  server.registerPrompt('test_prompt_with_image', described, () => ({
    messages: [
      { role: 'user', content: { type: 'image', data: png, mimeType: 'image/png' } },
      said('Please analyze the image above.'),
    ],
  }))

  server.registerPrompt('test_input_required_result_prompt', described, ({ mcpReq }) => {
    const given = acceptedContent<{ context: string }>(mcpReq.inputResponses, 'user_context')
    if (given !== undefined) return { messages: [said(`Context: ${given.context}`)] }
    const requestedSchema = {
      type: 'object' as const,
      properties: { context: { type: 'string' as const } },
      required: ['context'],
    }
    const message = 'What context should the prompt use?'
    return inputRequired({ inputRequests: { user_context: inputRequired.elicit({ message, requestedSchema }) } })
  })

  server.server.setRequestHandler('completion/complete', ({ params }) => ({
    completion: { values: ['paris', 'park', 'party'].filter((value) => value.startsWith(params.argument.value)) },
  }))
}

const said = (text: string): PromptMessage => ({ role: 'user', content: { type: 'text', text } })
