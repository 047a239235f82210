// Of many replicas that need the same answer one makes it: the one that holds the lock. If it dies, another takes over.

import { randomUUID } from 'node:crypto'
import type { Ages } from '../ports.ts'
import type { RedisLink } from '../redis/link.ts'
import { extendLock, releaseLock } from '../redis/scripts.ts'
import { answerOf, type Layers, type Make } from './get-or-make.ts'
import type { KeptAnswer } from './near-answers.ts'
import type { Wakes } from './wakes.ts'

export type ReplicaParts = {
  readonly link: RedisLink
  readonly lockKey: (key: string) => string
  readonly far: (key: string) => Promise<KeptAnswer | null>
  readonly keep: (key: string, answer: KeptAnswer) => Promise<void>
  /** Wakes the other replicas. */
  readonly tell: (key: string) => Promise<unknown>
  readonly wakes: Wakes
  readonly now: () => number
}

/** A holder that says nothing for so long is dead. */
const lockMs = 3000
const extendEveryMs = lockMs / 4
const pollMs = 100

export function oneReplicaOf({ link, lockKey, far, keep, tell, wakes, now }: ReplicaParts): Layers['produce'] {
  async function makeAndKeep(key: string, ages: Ages, make: Make): Promise<Buffer> {
    const value = await make()
    await keep(key, answerOf(value, ages, now()))
    return value
  }

  async function freshFar(key: string): Promise<Buffer | null> {
    const kept = await far(key)
    return kept !== null && kept.softUntil > now() ? kept.value : null
  }

  async function whileHolding(key: string, token: string, work: () => Promise<Buffer>): Promise<Buffer> {
    const lock = lockKey(key)
    const extending = setInterval(() => {
      // A lock that is lost all the same only means that another makes it too.
      void link.ask((client) => extendLock(client, lock, token, lockMs))
    }, extendEveryMs)
    try {
      return await work()
    } finally {
      clearInterval(extending)
      await link.ask((client) => releaseLock(client, lock, token))
      await tell(key)
    }
  }

  return async (key, ages, make) => {
    for (;;) {
      const token = randomUUID()
      const taken = await link.ask((client) => client.set(lockKey(key), token, 'PX', lockMs, 'NX'))
      if (taken === null) return makeAndKeep(key, ages, make)
      if (taken.value === 'OK')
        // It may have been made between the look and the lock.
        return whileHolding(key, token, async () => (await freshFar(key)) ?? makeAndKeep(key, ages, make))
      await wakes.next(key, pollMs)
      const made = await freshFar(key)
      if (made !== null) return made
    }
  }
}
