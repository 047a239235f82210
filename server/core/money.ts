// Dollars as whole micro-dollars, so that sums reconcile to the last digit.

export const toMicros = (usd: number): number => Math.round(usd * 1e6)

/** Never minus zero. */
export const toUsd = (micros: number): number => micros / 1e6 + 0

export const sumOf = (numbers: Iterable<number>): number => {
  let total = 0
  for (const number of numbers) total += number
  return total
}

/** Shares in the proportion of the weights, each within one micro-dollar, that add up to the whole. */
export function divide(micros: number, weights: readonly number[]): number[] {
  const whole = sumOf(weights)
  let weight = 0
  let given = 0
  return weights.map((own) => {
    weight += own
    // Rounding where each share ends, not each share, leaves nothing over.
    const end = Math.round(micros * (weight / whole))
    const share = end - given
    given = end
    return share
  })
}
