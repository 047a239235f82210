// Answers in this process, ready to send, bounded by bytes.

import { LRUCache } from 'lru-cache'

export type KeptAnswer = { readonly value: Buffer; readonly softUntil: number; readonly hardUntil: number }

/** What an entry costs beside its value: keys, objects, places in the map. */
const overheadBytes = 200

export function nearAnswers(maxBytes: number, now: () => number) {
  const answers = new LRUCache<string, KeptAnswer>({
    maxSize: maxBytes,
    sizeCalculation: ({ value }, key) => value.byteLength + key.length + overheadBytes,
  })
  return {
    read(key: string): KeptAnswer | null {
      const answer = answers.get(key)
      if (answer === undefined) return null
      if (answer.hardUntil > now()) return answer
      answers.delete(key)
      return null
    },
    write(key: string, answer: KeptAnswer): void {
      if (answer.hardUntil > now()) answers.set(key, answer)
    },
    forget: (key: string) => void answers.delete(key),
    clear: () => answers.clear(),
  }
}
