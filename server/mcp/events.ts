// News of the cache, as news of resources to whoever listens. Every replica hears them, so any replica can tell.

import type { InMemoryServerEventBus, ServerEvent } from '@modelcontextprotocol/server'
import type { Cache, CacheEvent } from '../ports.ts'

export type Events = Pick<Cache, 'subscribe'>

export function publishEvents(events: Events | undefined, bus: InMemoryServerEventBus): () => void {
  return events?.subscribe((event) => bus.publish(asServerEvent(event))) ?? (() => {})
}

function asServerEvent(event: CacheEvent): ServerEvent {
  switch (event.kind) {
    case 'policy_changed':
      return { kind: 'resource_updated', uri: 'policy://current' }
    case 'audit_finished':
    case 'audit_cancelled':
      return { kind: 'resource_updated', uri: `audit://${event.auditId}` }
    default:
      return event satisfies never
  }
}
