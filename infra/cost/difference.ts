// What changed between the costs of two stacks, or of one stack at two commits.

import { cents } from '../../stacks/cost/rule.ts'
import type { Report, ReportLine } from './report.ts'
import { quantityOf } from './words.ts'

export interface Change {
  readonly kind: 'new' | 'gone' | 'changed'
  readonly group: string
  readonly item: string
  readonly beforeUsd: number
  readonly afterUsd: number
  /** `150 GB → 50 GB`: what made the difference. */
  readonly why: string
}

export interface Difference {
  readonly before: Report
  readonly after: Report
  readonly changes: readonly Change[]
  readonly unchanged: number
}

export function differenceOf(before: Report, after: Report): Difference {
  const [old, now] = [byName(before), byName(after)]
  const names = [...new Set([...now.keys(), ...old.keys()])]
  const changes = names.flatMap((name) => changeOf(old.get(name) ?? [], now.get(name) ?? []))
  return { before, after, changes, unchanged: names.length - changes.length }
}

/** Several databases have several lines of one name. */
const byName = ({ lines }: Report) => Map.groupBy(lines, ({ group, item }) => `${group}/${item}`)

function changeOf(old: readonly ReportLine[], now: readonly ReportLine[]): Change[] {
  const [first] = [...now, ...old]
  if (first === undefined) return []
  const [beforeUsd, afterUsd] = [sum(old), sum(now)]
  const { group, item } = first
  if (old.length === 0) return [{ kind: 'new', group, item, beforeUsd, afterUsd, why: described(now) }]
  if (now.length === 0) return [{ kind: 'gone', group, item, beforeUsd, afterUsd, why: described(old) }]
  const why = [sizesOf, quantitiesOf, pricesOf].map((of) => [of(old), of(now)]).filter(([a, b]) => a !== b)
  if (why.length === 0) return []
  return [{ kind: 'changed', group, item, beforeUsd, afterUsd, why: why.map((pair) => pair.join(' → ')).join(', ') }]
}

const sum = (lines: readonly ReportLine[]) => cents(lines.reduce((total, { monthlyUsd }) => total + monthlyUsd, 0))
const sizesOf = (lines: readonly ReportLine[]) => lines.map(({ size }) => size ?? '').join(' + ')
const quantitiesOf = (lines: readonly ReportLine[]) => lines.map(quantityOf).join(' + ')
const pricesOf = (lines: readonly ReportLine[]) => lines.map(({ unitPriceUsd }) => `at ${unitPriceUsd}`).join(' + ')
const described = (lines: readonly ReportLine[]) =>
  lines.map((line) => (line.size === undefined ? quantityOf(line) : `${quantityOf(line)} of ${line.size}`)).join(' + ')
