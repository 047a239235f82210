// The prompts on the SDK's server. Their argument schemas are made at boot.

import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { McpPrompt, PromptArgument } from './prompts.ts'

/** A person types these; nobody needs a longer one. */
const longestArgument = 2_000

export function registerPrompt({ name, title, description, arguments: args, text }: McpPrompt) {
  const argsSchema = z.object(Object.fromEntries(args.map((argument) => [argument.name, schemaOf(argument)])))
  return (server: McpServer): void => {
    server.registerPrompt(name, { title, description, argsSchema }, (given) => ({
      description,
      messages: [{ role: 'user' as const, content: { type: 'text' as const, text: text(given) } }],
    }))
  }
}

function schemaOf({ description, required }: PromptArgument) {
  const text = z.string().max(longestArgument)
  return (required === true ? text.min(1) : text.optional()).describe(description)
}
