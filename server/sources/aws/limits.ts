// How many calls may be under way at once: in one service of one region of one account, and altogether.

export type Limits = {
  /** Runs `work` when there is room for it. */
  readonly run: <T>(key: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>
}

export function createLimits({ perService, total }: { perService: number; total: number }): Limits {
  const all = new Gate(total)
  const gates = new Map<string, Gate>()
  const gateOf = (key: string) => {
    const gate = gates.get(key) ?? new Gate(perService)
    gates.set(key, gate)
    return gate
  }
  return {
    async run(key, signal, work) {
      const gate = gateOf(key)
      await gate.enter(signal)
      try {
        // Second, so that a busy service queues before its own gate and not before everybody's.
        await all.enter(signal)
        try {
          return await work()
        } finally {
          all.leave()
        }
      } finally {
        gate.leave()
        if (gate.isIdle) gates.delete(key)
      }
    },
  }
}

class Gate {
  private inside = 0
  private readonly waiting = new Set<() => void>()
  private readonly size: number

  constructor(size: number) {
    this.size = size
  }

  get isIdle(): boolean {
    return this.inside === 0 && this.waiting.size === 0
  }

  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.inside < this.size) {
      this.inside += 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        this.waiting.delete(enter)
        reject(signal.reason)
      }
      this.waiting.add(enter)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  /** The place goes to who has waited longest. */
  leave(): void {
    const [next] = this.waiting
    if (next === undefined) {
      this.inside -= 1
      return
    }
    this.waiting.delete(next)
    next()
  }
}
