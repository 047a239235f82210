// News carried to other replicas as text. This replica hears its own news directly, also while nothing can be carried.

import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Events, News } from '../ports.ts'
import { listenersOf } from './listeners.ts'

export type Carrier = {
  /** False if it could not be carried. */
  readonly send: (text: string) => Promise<boolean>
  readonly onListenerError: (error: unknown) => void
}

const message = z.object({
  from: z.string(),
  news: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('policy_changed'), policyHash: z.string() }),
    z.object({ kind: z.literal('audit_finished'), auditId: z.string() }),
    z.object({ kind: z.literal('audit_cancelled'), auditId: z.string() }),
    z.object({ kind: z.literal('resync') }),
  ]),
})

export function relay({ send, onListenerError }: Carrier) {
  const { subscribe, tell, clear } = listenersOf(onListenerError)
  const own = randomUUID()
  const underWay = new Set<Promise<void>>()
  let hasLost = false

  function carry(news: News): void {
    const carried = send(JSON.stringify({ from: own, news }))
      .then((isSent) => {
        if (!isSent) hasLost = true
      })
      .catch(onListenerError)
      .finally(() => underWay.delete(carried))
    underWay.add(carried)
  }

  const publish: Events['publish'] = (news) => {
    tell(news)
    carry(news)
  }

  return {
    publish,
    subscribe,
    clear,
    /** When everything that was published is carried, or could not be. */
    settled: async (): Promise<void> => void (await Promise.all(underWay)),
    /** What came from the carrier, our own news among it. */
    heard(text: string): void {
      const read = message.safeParse(parsed(text))
      // From a later version, or from somebody else: there may be something to know.
      if (!read.success) tell({ kind: 'resync' })
      else if (read.data.from !== own) tell(read.data.news)
    },
    /** After a time in which news may have been missed, by us or by those who did not hear ours. */
    returned(): void {
      tell({ kind: 'resync' })
      if (hasLost) carry({ kind: 'resync' })
      hasLost = false
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Told like any other message that is not ours.
    return null
  }
}
