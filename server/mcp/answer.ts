// How a tool's result becomes MCP content: for the fast path as text, for the SDK as an object, from the same parts.

import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server'
import type { CallResult } from '../gate.ts'

/** The specification asks to repeat structured content as text; beyond a few kilobytes that only doubles the tokens. */
const mirroredCharacters = 4_000

/** For machines that watch agents; the text says the same in words. */
const codeKey = 'tagwarden/code'

/** The members of a `tools/call` result, without braces and `_meta`. A payload already serialised is not parsed again. */
export function resultMembers(result: CallResult): string {
  const content = `"content":${JSON.stringify(contentOf(result))}`
  return result.ok ? `${content},"structuredContent":${result.json}` : `${content},"isError":true`
}

/** The SDK serialises by itself, so for it the payload is parsed. */
export function toCallToolResult(result: CallResult): CallToolResult {
  const content = contentOf(result)
  return result.ok
    ? { content, structuredContent: JSON.parse(result.json) }
    : { content, isError: true, _meta: errorMeta(result.code) }
}

export const errorMeta = (code: string): Record<string, unknown> => ({ [codeKey]: code })

function contentOf(result: CallResult): ContentBlock[] {
  if (!result.ok) return [textBlock(errorText(result))]
  const mirror = result.json.length <= mirroredCharacters ? [textBlock(result.json)] : []
  const links = result.links.map((link) => ({ type: 'resource_link' as const, ...link }))
  return [textBlock(result.text), ...mirror, ...links]
}

function errorText({ message, hint, retryAfterS }: CallResult & { ok: false }): string {
  const retry = retryAfterS === undefined ? undefined : `Try again in ${retryAfterS} s.`
  return [message, hint, retry].filter((part) => part !== undefined).join('\n')
}

const textBlock = (text: string) => ({ type: 'text' as const, text })
