// Whoever listens in this process.

import type { Events, News } from '../ports.ts'

/** A listener that throws must not keep the news from the others. */
export function listenersOf(onListenerError: (error: unknown) => void) {
  const listeners = new Set<(news: News) => void>()
  const subscribe: Events['subscribe'] = (listener) => {
    // One entry a subscription, so that a function given twice is called twice.
    const entry = (news: News) => listener(news)
    listeners.add(entry)
    return () => listeners.delete(entry)
  }
  const deliver = (listener: (news: News) => void, news: News) => {
    try {
      listener(news)
    } catch (error) {
      onListenerError(error)
    }
  }
  return {
    subscribe,
    /** Later, as news from another machine would be: nobody may count on a listener having run. */
    tell(news: News): void {
      queueMicrotask(() => {
        for (const listener of [...listeners]) deliver(listener, news)
      })
    },
    clear: () => listeners.clear(),
  }
}
