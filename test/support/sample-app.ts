// The whole server around the sample tools, with every limit at its default unless changed.

import { onTestFinished } from 'vitest'
import { type AppDeps, buildApp } from '../../server/app.ts'
import { type Environment, parseConfig } from '../../server/config.ts'
import { acceptEverybody } from '../../server/guards/authenticate.ts'
import type { Health } from '../../server/http/health.ts'
import { healthy } from './healthy.ts'
import { type Changes, serverParts } from './server-parts.ts'

export type AppChanges = Changes & {
  readonly env?: Environment
  readonly health?: Health
  readonly authenticate?: (parts: ReturnType<typeof serverParts>) => AppDeps['authenticate']
  readonly mcp?: AppDeps['mcp']
}

export async function sampleApp(changes: AppChanges = {}) {
  const parts = serverParts(changes)
  const app = await buildApp({
    config: parseConfig(changes.env ?? {}),
    version: '0.0.0',
    ...parts,
    authenticate: changes.authenticate?.(parts) ?? acceptEverybody(parts.metrics),
    health: changes.health ?? healthy,
    mcp: changes.mcp ?? null,
  })
  onTestFinished(() => app.close())
  /** Listens on a free port; the URL ends without a slash. */
  const listen = () => app.listen({ host: '127.0.0.1', port: 0 })
  const post = (tool: string, payload: unknown = {}, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: `/api/v1/tools/${tool}`,
      headers: { 'content-type': 'application/json', ...headers },
      payload: JSON.stringify(payload),
    })
  return { ...parts, app, listen, post }
}
