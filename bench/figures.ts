// What a bench reports, and its two printed forms.

export type Goal = { atMost: number } | { atLeast: number }

/** One measured number. `goal` is `null` for a number that is printed for orientation only. */
export type Figure = { name: string; value: number; unit: string; goal: Goal | null }

/** Every file of `bench/` with a default export of this type is a bench: `npm run bench -- <file name>`. */
export type Bench = (options: { quick: boolean }) => Promise<Figure[]>

export type Host = { cpu: string; cores: number; node: string; loadAverage: readonly number[] }

export type BenchReport = { name: string; host: Host; figures: (Figure & { met: boolean | null })[] }

export function report(name: string, host: Host, figures: readonly Figure[]): BenchReport {
  return { name, host, figures: figures.map((figure) => ({ ...figure, met: isMet(figure) })) }
}

export function table({ name, host, figures }: BenchReport): string {
  const load = host.loadAverage.map((value) => value.toFixed(2)).join(' ')
  const rows = figures.map(({ name, value, unit, goal, met }) => [
    name,
    withUnit(value, unit),
    goal === null ? '' : goalText(goal, unit),
    met === null ? '' : met ? 'met' : 'missed',
  ])
  return [
    `${name}: ${host.cpu}, ${host.cores} cores, Node ${host.node}, load ${load}`,
    '',
    ...aligned([['figure', 'value', 'goal', ''], ...rows]),
  ].join('\n')
}

function isMet({ value, goal }: Figure): boolean | null {
  if (goal === null) return null
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast
}

const goalText = (goal: Goal, unit: string) =>
  'atMost' in goal ? `≤ ${withUnit(goal.atMost, unit)}` : `≥ ${withUnit(goal.atLeast, unit)}`

const withUnit = (value: number, unit: string) => `${readable(value)} ${unit}`.trim()

const readable = (value: number) =>
  value.toLocaleString('en', Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 })

/** Names and verdicts to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 1 || column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}
