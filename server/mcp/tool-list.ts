// Every tool as clients see it, made once at boot: converting schemas per request is what makes the plain SDK slow.

import { z } from 'zod'
import type { Tool } from '../tools/define.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

export type ListedTool = {
  readonly tool: Tool
  readonly inputSchema: JsonSchema
  readonly outputSchema: JsonSchema
  /** Some argument is also sent as an `Mcp-Param-*` header, which the SDK compares. */
  readonly mirrorsArguments: boolean
}

export type ToolList = ReadonlyMap<string, ListedTool>

/** In the order of the tools, which clients may cache. */
export function listTools(tools: readonly Tool[]): ToolList {
  const listed = new Map<string, ListedTool>()
  for (const tool of tools) {
    if (listed.has(tool.name)) throw new Error(`Two tools are named ${tool.name}.`)
    listed.set(tool.name, listTool(tool))
  }
  return listed
}

function listTool(tool: Tool): ListedTool {
  const inputSchema = objectSchema(tool, 'input')
  const mirrorsArguments = JSON.stringify(inputSchema).includes('"x-mcp-header"')
  return { tool, inputSchema, outputSchema: objectSchema(tool, 'output'), mirrorsArguments }
}

/** The dialect is left out: both eras take 2020-12 for granted, and every token of the list is paid for by every agent. */
function objectSchema(tool: Tool, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(tool[io], { target: 'draft-2020-12', io })
  const isUnionOfObjects = [schema.oneOf, schema.anyOf].some((members) => members?.every(isObjectSchema))
  if (!isObjectSchema(schema) && !isUnionOfObjects) {
    // 2025 clients accept nothing else; the SDK would wrap it for them, and the eras would differ.
    throw new Error(`The ${io} of ${tool.name} must be an object.`)
  }
  return { type: 'object', ...schema }
}

const isObjectSchema = (schema: unknown): boolean =>
  typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'object'
