// Tools that return every kind of content block.

import type { ContentBlock, McpServer } from '@modelcontextprotocol/server'
import type { ToolCall } from '../../server/mcp/sdk-tools.ts'

/** One red pixel. */
export const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
/** A header and no sound. */
const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA='

export const text = (value: string): ContentBlock => ({ type: 'text', text: value })
const image: ContentBlock = { type: 'image', data: png, mimeType: 'image/png' }

const blocks: Readonly<Record<string, ContentBlock[]>> = {
  test_image_content: [image],
  test_audio_content: [{ type: 'audio', data: wav, mimeType: 'audio/wav' }],
  test_embedded_resource: [
    {
      type: 'resource',
      resource: {
        uri: 'test://embedded-resource',
        mimeType: 'text/plain',
        text: 'This is an embedded resource content.',
      },
    },
  ],
  test_multiple_content_types: [
    text('Multiple content types test:'),
    image,
    {
      type: 'resource',
      resource: {
        uri: 'test://mixed-content-resource',
        mimeType: 'application/json',
        text: JSON.stringify({ test: 'data', value: 123 }),
      },
    },
  ],
}

export function addContentTools(server: McpServer, calls: Map<string, ToolCall>): void {
  for (const [name, content] of Object.entries(blocks)) {
    addTool(server, calls, name, async () => ({ content }))
  }
}

/** What a tool throws is a result to read, as the gate holds it. */
export function addTool(server: McpServer, calls: Map<string, ToolCall>, name: string, run: ToolCall): void {
  server.registerTool(name, { description: `For the conformance suite: ${name}.` }, (context) => run({}, context))
  calls.set(name, async (args, context) => {
    try {
      return await run(args, context)
    } catch (error) {
      return { content: [text(error instanceof Error ? error.message : String(error))], isError: true }
    }
  })
}
