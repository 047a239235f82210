// The resources on the SDK's server, all read through one function.

import {
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
  requireScopes,
  type ServerContext,
} from '@modelcontextprotocol/server'
import type { Caller } from '../tools/define.ts'
import { clientOf } from './client.ts'
import type { McpResourceTemplate } from './resources.ts'
import { safely } from './safely.ts'
import type { McpSurface } from './surface.ts'

const scopeChallenge = requireScopes('audit:read')

export function registerResources(server: McpServer, { resources, log }: McpSurface, local: Caller | null): void {
  const read = async ({ href }: URL, context: ServerContext): Promise<ReadResourceResult> => {
    const { caller, requestId } = clientOf(context, local)
    const content = await safely(requestId, log, () => resources.read(href, caller, context.mcpReq.signal))
    if (content === null) throw new ResourceNotFoundError(href)
    return { contents: [{ uri: href, ...content }] }
  }
  for (const { name, uri, ...shown } of resources.fixed) {
    server.registerResource(name, uri, { ...shown, scopeChallenge }, read)
  }
  for (const template of resources.templates) {
    const { name, title, description, mimeType } = template
    for (const [index, form] of matchedForms(template).entries()) {
      const config = { title, description, mimeType, scopeChallenge }
      const key = index === 0 ? name : `${name}-${index}`
      server.registerResource(key, new ResourceTemplate(form, { list: undefined }), config, (uri, _, context) =>
        read(uri, context),
      )
    }
  }
  const resourceTemplates = [...resources.templates]
  server.server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates }))
}

/** The SDK matches `{?cursor}` only where there is a query, so the address without one is registered beside it. */
const matchedForms = ({ uriTemplate }: McpResourceTemplate): readonly string[] => [
  ...new Set([uriTemplate, uriTemplate.replace(/\{\?[^}]*\}$/, '')]),
]
