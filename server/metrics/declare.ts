// Metrics whose labels come from closed sets, and whose series exist at 0 before anything happens.

import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** Each label with its values; without any, the series appear once they are known. */
export type LabelSets = Readonly<Record<string, readonly string[]>>
type Names<Sets extends LabelSets> = keyof Sets & string

export function declareIn(registry: Registry) {
  const registers = [registry]
  return {
    counter<Sets extends LabelSets>(name: string, help: string, labels: Sets): Counter<Names<Sets>> {
      const counter = new Counter({ name, help, labelNames: namesOf(labels), registers })
      for (const series of combinations(labels)) counter.inc(series, 0)
      return counter
    },
    gauge<Sets extends LabelSets>(name: string, help: string, labels: Sets): Gauge<Names<Sets>> {
      const gauge = new Gauge({ name, help, labelNames: namesOf(labels), registers })
      for (const series of combinations(labels)) gauge.set(series, 0)
      return gauge
    },
    histogram<Sets extends LabelSets>(
      name: string,
      help: string,
      buckets: readonly number[],
      labels: Sets,
    ): Histogram<Names<Sets>> {
      const names = namesOf(labels)
      const histogram = new Histogram({ name, help, labelNames: names, buckets: [...buckets], registers })
      for (const series of combinations(labels)) histogram.zero(series)
      return histogram
    },
  }
}

// `Object.keys` forgets what it was given.
const namesOf = <Sets extends LabelSets>(labels: Sets) => Object.keys(labels) as Names<Sets>[]

type Series<Sets extends LabelSets> = Record<Names<Sets>, string>

function combinations<Sets extends LabelSets>(labels: Sets): Series<Sets>[] {
  let series: Record<string, string>[] = [{}]
  for (const [name, values] of Object.entries(labels)) {
    series = series.flatMap((partial) => values.map((value) => ({ ...partial, [name]: value })))
  }
  // Every name was added to each of them.
  return series as Series<Sets>[]
}

/** `value` if the set knows it, else `other`. */
export const oneOfSet = (set: ReadonlySet<string>, value: string): string => (set.has(value) ? value : 'other')

/** The first `most` values keep their name, all later ones share `other`. */
export function cappedNames(most: number): (value: string) => string {
  const known = new Set<string>()
  return (value) => {
    if (known.size < most) known.add(value)
    return oneOfSet(known, value)
  }
}
