// The cache of one process: answers bounded by bytes, counters in windows.

import type { Cache } from '../ports.ts'
import { answerOf, getOrMakeFrom } from './get-or-make.ts'
import { nearAnswers } from './near-answers.ts'
import { nearCounters } from './near-counters.ts'

export type CacheOptions = {
  readonly maxBytes: number
  readonly now: () => number
  readonly onBackgroundError: (error: unknown) => void
}

export function memoryCache({ maxBytes, now, onBackgroundError }: CacheOptions): Cache {
  const answers = nearAnswers(maxBytes, now)
  return {
    ...nearCounters(now),
    get: async (key) => answers.read(key)?.value ?? null,
    async set(key, value, ttlMs) {
      answers.write(key, answerOf(value, { softMs: ttlMs, hardMs: ttlMs }, now()))
    },
    getOrMake: getOrMakeFrom({
      near: answers.read,
      far: async () => null,
      async produce(key, ages, make) {
        const value = await make()
        answers.write(key, answerOf(value, ages, now()))
        return value
      },
      ...{ now, onBackgroundError },
    }),
    close: async () => answers.clear(),
  }
}
