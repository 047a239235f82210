// Which resources of an audit a caller wants to see, and the page of them that fits an answer.

import { textAt, textCount } from './byte-dictionary.ts'
import { type Part, resourceAt, unreadable } from './columns.ts'
import { evaluate, type Verdict, type Violation, verdicts } from './evaluate.ts'
import type { JudgedPart, PartJudge } from './part-judge.ts'
import type { Severity } from './policy-schema.ts'
import { isProviderKey, type Resource } from './resource.ts'
import type { Rules } from './rules.ts'

export type Places = {
  /** `null` takes all, in each of these. */
  readonly types: readonly string[] | null
  readonly accounts: readonly string[] | null
  readonly regions: readonly string[] | null
}

export type Selection = Places & {
  readonly verdicts: readonly Verdict[]
  /** `null` takes all, in each of these. */
  readonly severity: Severity | null
  readonly tags: readonly string[] | null
  /** Only resources without a tag of their own. */
  readonly untagged: boolean
  readonly minMonthlyCost: number
  /** In the snapshot's order, or the costliest first. */
  readonly order: 'snapshot' | 'cost'
}

export type SelectedResource = {
  readonly resource: Resource
  readonly verdict: Verdict
  readonly violations: readonly Violation[]
}

export type SelectedPage = {
  /** How many there are, on all pages, and what they cost a month. */
  readonly total: number
  readonly monthlyCost: number
  readonly rows: readonly SelectedResource[]
}

type Hit = { readonly part: number; readonly row: number; readonly cost: number }

/** Collects the matching rows of the parts it is shown; then makes resources of one page of them. */
export class Selector {
  private readonly selection: Selection
  private readonly rules: Rules
  private readonly now: number
  private readonly hits: Hit[] = []
  private parts = 0
  private readonly verdictIds: ReadonlySet<number>

  constructor(selection: Selection, rules: Rules, now: number) {
    this.selection = selection
    this.rules = rules
    this.now = now
    this.verdictIds = new Set(selection.verdicts.map((verdict) => verdicts.indexOf(verdict)))
  }

  add(part: Part, judged: JudgedPart, judge: PartJudge): void {
    const index = this.parts++
    const { minMonthlyCost } = this.selection
    const isInPlace = placeMatcher(part, this.selection)
    for (let row = 0; row < part.count; row++) {
      const cost = part.monthlyCosts[row] ?? Number.NaN
      if (!isInPlace(row) || !this.verdictIds.has(judged.verdictIds[row] ?? -1)) continue
      if (minMonthlyCost > 0 && !(cost >= minMonthlyCost)) continue
      if (this.matches(part, row, judged, judge))
        this.hits.push({ part: index, row, cost: Number.isNaN(cost) ? 0 : cost })
    }
  }

  page(
    offset: number,
    limit: number,
    partAt: (index: number) => Part,
    judgedAt: (index: number) => JudgedPart,
  ): SelectedPage {
    const { order } = this.selection
    const ordered = order === 'cost' ? this.hits.toSorted((a, b) => b.cost - a.cost) : this.hits
    return {
      total: this.hits.length,
      monthlyCost: this.hits.reduce((sum, { cost }) => sum + cost, 0),
      rows: ordered.slice(offset, offset + limit).map(({ part, row }) => {
        const resource = resourceAt(partAt(part), row)
        const verdict = verdicts[judgedAt(part).verdictIds[row] ?? 0] ?? 'unknown'
        return { resource, verdict, violations: this.violationsOf(resource) }
      }),
    }
  }

  private matches(part: Part, row: number, judged: JudgedPart, judge: PartJudge): boolean {
    const { severity, tags, untagged } = this.selection
    if (untagged && !isUntagged(part, row)) return false
    if (severity === null && tags === null) return true
    if (!judge.outcomes[judged.outcomeIds[row] ?? -1]?.hasViolations) return false
    return this.violationsOf(resourceAt(part, row)).length > 0
  }

  private violationsOf(resource: Resource): Violation[] {
    const { severity, tags } = this.selection
    return evaluate(this.rules, resource, this.now).violations.filter(
      (violation) =>
        (severity === null || violation.severity === severity) && (tags === null || tags.includes(violation.tag)),
    )
  }
}

export function placeMatcher(part: Part, { types, accounts, regions }: Places): (row: number) => boolean {
  const type = wanted(part.types, types)
  const account = wanted(part.accounts, accounts)
  const region = wanted(part.regions, regions)
  return (row) =>
    type[part.typeIds[row] ?? 0] === 1 &&
    account[part.accountIds[row] ?? 0] === 1 &&
    region[part.regionIds[row] ?? 0] === 1
}

function wanted(texts: Part['types'], names: readonly string[] | null): Uint8Array {
  return Uint8Array.from({ length: textCount(texts) }, (_, id) =>
    names === null || names.some((name) => matchesType(name, textAt(texts, id))) ? 1 : 0,
  )
}

/** `rds:*` takes a whole service. */
function matchesType(name: string, text: string): boolean {
  return name === text || name === '*' || (name.endsWith(':*') && text.startsWith(name.slice(0, -1)))
}

/** The provider's own tags do not count. */
function isUntagged(part: Part, row: number): boolean {
  const set = part.tagSetIds[row] ?? unreadable
  if (set === unreadable) return false
  for (let at = part.setOffsets[set] ?? 0; at < (part.setOffsets[set + 1] ?? 0); at++) {
    if (!isProviderKey(textAt(part.keys, part.tagKeys[part.setTags[at] ?? 0] ?? 0))) return false
  }
  return true
}
