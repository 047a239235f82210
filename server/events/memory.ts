// News within one process, which is then the only replica.

import type { Events } from '../ports.ts'
import { listenersOf } from './listeners.ts'

export function memoryEvents(onListenerError: (error: unknown) => void): Events {
  const { subscribe, tell, clear } = listenersOf(onListenerError)
  return { subscribe, publish: tell, close: async () => clear() }
}
