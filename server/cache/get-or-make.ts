// What is kept, else what is made: of those who ask at the same time in this process, one looks and one makes.

import type { Ages, Cache, Given } from '../ports.ts'
import type { KeptAnswer } from './near-answers.ts'

export type Make = () => Promise<Buffer>

export type Layers = {
  readonly near: (key: string) => KeptAnswer | null
  readonly far: (key: string) => Promise<KeptAnswer | null>
  /** Makes and keeps it, or waits for another replica that does. */
  readonly produce: (key: string, ages: Ages, make: Make) => Promise<Buffer>
  readonly now: () => number
  /** For an answer that could not be made anew while its older self was given. */
  readonly onBackgroundError: (error: unknown) => void
}

export function getOrMakeFrom({ near, far, produce, now, onBackgroundError }: Layers): Cache['getOrMake'] {
  const looking = new Map<string, Promise<Given>>()
  const making = new Map<string, Promise<Buffer>>()

  const produceOnce = (key: string, ages: Ages, make: Make) => shared(making, key, () => produce(key, ages, make))

  function give({ value, softUntil }: KeptAnswer, key: string, ages: Ages, make: Make): Given {
    if (softUntil > now()) return { value, from: 'hit' }
    produceOnce(key, ages, make).catch(onBackgroundError)
    return { value, from: 'stale' }
  }

  async function look(key: string, ages: Ages, make: Make): Promise<Given> {
    const kept = await far(key)
    if (kept !== null) return give(kept, key, ages, make)
    return { value: await produceOnce(key, ages, make), from: 'miss' }
  }

  return async (key, ages, make) => {
    const kept = near(key)
    return kept === null ? shared(looking, key, () => look(key, ages, make)) : give(kept, key, ages, make)
  }
}

function shared<T>(running: Map<string, Promise<T>>, key: string, start: () => Promise<T>): Promise<T> {
  const known = running.get(key)
  if (known !== undefined) return known
  const started = start().finally(() => running.delete(key))
  running.set(key, started)
  return started
}

export function answerOf(value: Buffer, { softMs, hardMs }: Ages, now: number): KeptAnswer {
  return { value, softUntil: now + softMs, hardUntil: now + hardMs }
}
