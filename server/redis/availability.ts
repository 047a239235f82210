// Whether Redis answers: lost by the first question that fails, found again by looking.

import { setTimeout as sleep } from 'node:timers/promises'

/** The reason is in words that hold no secret. */
export type Availability = { readonly isUp: true } | { readonly isUp: false; readonly reason: string }

export type AvailabilityOptions = {
  /** Throws while Redis does not do what is asked of it. */
  readonly look: () => Promise<void>
  readonly onChange: (state: Availability) => void
  readonly closed: AbortSignal
}

const lookEveryMs = { up: 1000, down: 200 } as const

export function watchAvailability({ look, onChange, closed }: AvailabilityOptions) {
  let isUp = true
  let lastFault = ''

  function lose(error: unknown): void {
    if (!isUp || closed.aborted) return
    isUp = false
    const message = messageOf(error)
    onChange({ isUp: false, reason: lastFault === '' ? message : `${message} (${lastFault})` })
  }

  async function lookOnce(): Promise<void> {
    try {
      await look()
      lastFault = ''
      if (!isUp) onChange({ isUp: true })
      isUp = true
    } catch (error) {
      lose(error)
    }
  }

  return {
    isUp: () => isUp,
    lose,
    lookOnce,
    /** What the connection complains of, to be told with the loss that follows. */
    blame(error: Error): void {
      lastFault = error.message
    },
    async keepLooking(): Promise<void> {
      while (!closed.aborted) {
        const pause = isUp ? lookEveryMs.up : lookEveryMs.down
        // Closing ends the pause by throwing.
        await sleep(pause, null, { signal: closed }).catch(() => {})
        if (!closed.aborted) await lookOnce()
      }
    },
  }
}

/** An error of the client also holds what was sent, the password too: only its message is told. */
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
