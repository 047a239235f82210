// Whether it lives, whether it may get requests, and what people want to know at a glance.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Authenticate } from '../guards/authenticate.ts'

export type HealthSummary = {
  readonly estate: string
  readonly policy: {
    readonly hash: string
    readonly version: string
    /** Why the policy file is not the one in force, or `null`. */
    readonly problem: string | null
  }
  /** By name: `sqlite`, `cache` … */
  readonly dependencies: Readonly<Record<string, 'up' | 'down'>>
  /** Whether everybody on the network may call. */
  readonly isOpen: boolean
  readonly versions: Readonly<Record<string, string>>
}

export type Health = {
  /** What keeps it from being ready, in sentences; none when it is. */
  readonly unready: () => Promise<readonly string[]>
  readonly summary: () => Promise<HealthSummary>
}

export function addHealthRoutes(app: FastifyInstance, health: Health, authenticate: Authenticate): void {
  let isDraining = false
  app.addHook('preClose', async () => {
    isDraining = true
  })
  const reasons = async () => (isDraining ? ['It is shutting down.'] : await health.unready())

  app.get('/health/live', async () => ({ status: 'live' }))
  // Requests are answered only after everything was opened.
  app.get('/health/startup', async () => ({ status: 'started' }))
  app.get('/health/ready', async (_request, reply) => {
    const unready = await reasons()
    if (unready.length === 0) return { status: 'ready' }
    return reply.code(503).send({ status: 'not_ready', reasons: unready })
  })
  app.get('/health', async (request, reply) => {
    const unready = await reasons()
    const summary = await health.summary()
    const status = statusOf(unready, summary)
    if (unready.length > 0) reply.code(503)
    // What is configured is for callers only.
    if (!(await isCaller(request, authenticate))) return { status }
    return { status, ...(unready.length > 0 && { reasons: unready }), ...summary }
  })
}

function statusOf(unready: readonly string[], { policy, dependencies }: HealthSummary): string {
  if (unready.length > 0) return 'not_ready'
  const isWhole = policy.problem === null && Object.values(dependencies).every((state) => state === 'up')
  return isWhole ? 'ok' : 'degraded'
}

async function isCaller({ headers }: FastifyRequest, authenticate: Authenticate): Promise<boolean> {
  try {
    await authenticate(headers)
    return true
  } catch {
    // Not an error here: who is not known sees less.
    return false
  }
}
