// Money for one question: reserved before it is asked, so that a cap stops the question before it costs anything.

export type Purse = {
  /** Reserves what is going to be asked. */
  plan(requests: number): Promise<void>
  /** Runs what costs one request. A request that failed is not charged. */
  buy<T>(request: () => Promise<T>): Promise<T>
  readonly paidRequests: () => number
}

/** Enters so many requests beyond those reserved before; the id of the entry. */
export type Reserve = (requests: number, before: number) => Promise<string>

/** `entries`: what was reserved under which id, to be settled. */
export function openPurse(reserve: Reserve): { readonly purse: Purse; readonly entries: readonly string[] } {
  const entries: string[] = []
  let reserved = 0
  let begun = 0
  let paid = 0
  const reach = async (requests: number) => {
    const [missing, before] = [requests - reserved, reserved]
    if (missing <= 0) return
    reserved = requests
    entries.push(await reserve(missing, before))
  }
  const buy = async <T>(request: () => Promise<T>): Promise<T> => {
    begun += 1
    await reach(begun)
    try {
      const answer = await request()
      paid += 1
      return answer
    } catch (cause) {
      begun -= 1
      throw cause
    }
  }
  return { entries, purse: { plan: (requests) => reach(begun + requests), buy, paidRequests: () => paid } }
}
