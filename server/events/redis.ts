// News between replicas by the pub/sub of Redis.

import type { Events } from '../ports.ts'
import type { RedisLink } from '../redis/link.ts'
import { relay } from './relay.ts'

/** The link stays open when the events are closed: others use it too. */
export async function redisEvents(link: RedisLink, onListenerError: (error: unknown) => void): Promise<Events> {
  const channel = `${link.prefix}:news`
  const send = async (text: string) => (await link.ask((client) => client.publish(channel, text))) !== null
  const { publish, subscribe, heard, returned, clear, settled } = relay({ send, onListenerError })
  await link.listen({ name: channel, onMessage: heard, onReturn: returned })
  return {
    publish,
    subscribe,
    async close() {
      await settled()
      clear()
    },
  }
}
