// A time limit that stands still while somebody else is to be waited for.

export type Deadline = {
  readonly signal: AbortSignal
  /** The time that `wait` takes does not count. */
  readonly outside: <T>(wait: () => Promise<T>) => Promise<T>
  readonly clear: () => void
}

export function startDeadline(ms: number): Deadline {
  const controller = new AbortController()
  let left = ms
  let startedAt = 0
  let timer: NodeJS.Timeout
  const run = () => {
    startedAt = performance.now()
    timer = setTimeout(() => controller.abort(new DOMException('took too long', 'TimeoutError')), left)
  }
  const clear = () => clearTimeout(timer)
  run()
  return {
    signal: controller.signal,
    clear,
    async outside(wait) {
      clear()
      left = Math.max(0, left - (performance.now() - startedAt))
      try {
        return await wait()
      } finally {
        run()
      }
    },
  }
}
