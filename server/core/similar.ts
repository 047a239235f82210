// "Did you mean": edit distance and the nearest word.

export function editDistance(left: string, right: string): number {
  const a = [...left]
  const b = [...right]
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [row, letter] of a.entries()) {
    const current = [row + 1]
    for (const [column, other] of b.entries()) {
      const replace = (previous[column] ?? 0) + (letter === other ? 0 : 1)
      current.push(Math.min(replace, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/** The candidate within `maxDistance` that is strictly nearer than all others. */
export function nearest(word: string, candidates: Iterable<string>, maxDistance: number): string | undefined {
  let best: string | undefined
  let bestDistance = maxDistance + 1
  let shared = false
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > maxDistance * 2) continue
    const distance = editDistance(word, candidate)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
      shared = false
    } else if (distance === bestDistance) {
      shared = true
    }
  }
  return shared ? undefined : best
}
