import { AppError } from '../core/errors.ts'
import type { Metrics } from '../metrics.ts'
import type { Guard } from './guard.ts'

/** A caller may call what it has all scopes for. */
export function requireScopes(metrics: Pick<Metrics, 'rbacDenied'>): Guard {
  return ({ tool, caller }) => {
    const missing = tool.scopes.find((scope) => !caller.scopes.includes(scope))
    if (missing === undefined) return
    metrics.rbacDenied.inc({ role: missing, tool: tool.name })
    throw new AppError('forbidden', `${tool.name} needs the scope ${missing}, which this key does not have.`, {
      hint: `Use a key made with: tagwarden keys create --scopes ${tool.scopes.join(',')}`,
      missingScope: missing,
    })
  }
}
