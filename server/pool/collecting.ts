// The side of a collection that stores: takes one piece after the other and asks the thread for the next.

import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Collected, CollectedEnd, Reply } from '../services/collect-into.ts'
import type { Work } from '../services/work.ts'
import type { TaskName } from '../worker.ts'

export type Run = (name: TaskName, input: unknown, options: object) => Promise<unknown>

export function collecting(run: Run): Work['collect'] {
  return async (estate, from, onPiece, signal) => {
    signal.throwIfAborted()
    const { port1: ours, port2: theirs } = new MessageChannel()
    const reply = (what: Reply) => ours.postMessage(what)
    const stop = () => reply('stop')
    signal.addEventListener('abort', stop, { once: true })
    const pieces = handleInOrder(ours, onPiece, reply)
    try {
      const end = await run('collect', { estate, from, port: theirs }, { transferList: [theirs] })
      await pieces.settled()
      // The worker answers what `collectInto` returns.
      return end as CollectedEnd
    } catch (error) {
      throw pieces.failure() ?? error
    } finally {
      signal.removeEventListener('abort', stop)
      ours.close()
    }
  }
}

/** A piece is handled when those before it are. The first failure stops the source. */
function handleInOrder(port: MessagePort, onPiece: (piece: Collected) => Promise<void>, reply: (what: Reply) => void) {
  let last: Promise<void> = Promise.resolve()
  let failed: { readonly error: unknown } | null = null
  const handle = async (piece: Collected) => {
    if (failed !== null) return
    try {
      await onPiece(piece)
      reply('handled')
    } catch (error) {
      failed = { error }
      reply('stop')
    }
  }
  const ended = new Promise<void>((resolve) => {
    port.on('message', (piece: Collected | null) => {
      if (piece === null) resolve()
      else last = last.then(() => handle(piece))
    })
  })
  return {
    failure: () => failed?.error,
    async settled(): Promise<void> {
      await ended
      await last
      if (failed !== null) throw failed.error
    },
  }
}
