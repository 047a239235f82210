// News between replicas, as news of resources to whoever listens. Every replica hears it, so any replica can tell.

import type { InMemoryServerEventBus, ServerEvent } from '@modelcontextprotocol/server'
import type { Events, News } from '../ports.ts'

export type NewsSource = Pick<Events, 'subscribe'>

export function publishEvents(events: NewsSource | undefined, bus: InMemoryServerEventBus): () => void {
  return events?.subscribe((news) => bus.publish(asServerEvent(news))) ?? (() => {})
}

function asServerEvent(news: News): ServerEvent {
  switch (news.kind) {
    // Of all that may have been missed, the policy is what every later answer depends on.
    case 'resync':
    case 'policy_changed':
      return { kind: 'resource_updated', uri: 'policy://current' }
    case 'audit_finished':
    case 'audit_cancelled':
      return { kind: 'resource_updated', uri: `audit://${news.auditId}` }
    default:
      return news satisfies never
  }
}
