// Judges parts of a snapshot row by row, on numbers only: nothing is allocated for a resource.

import { grown, textAt, textCount } from './byte-dictionary.ts'
import { idAt, type Part, unreadable } from './columns.ts'
import { type Verdict, verdicts } from './evaluate.ts'
import type { TypePlan } from './judge-plans.ts'
import type { Exemption, Rules } from './rules.ts'
import { TagJudge } from './tag-judge.ts'
import type { Finding, Judgement } from './tag-outcomes.ts'

/** A judgement with some of its findings covered by live exemptions. */
export type Outcome = {
  readonly index: number
  /** Whether there is anything to list, exempted or not. */
  readonly hasViolations: boolean
  /** Findings that no live exemption covers. */
  readonly inForce: readonly Finding[]
  readonly errors: number
  readonly warnings: number
  readonly naming: number
  readonly judgement: Judgement
}

/** The verdict of each row, as an index into `verdicts`, and which outcome it rests on (-1: tags were not judged). */
export type JudgedPart = { readonly verdictIds: Uint8Array; readonly outcomeIds: Int32Array }

/** One part while it is judged: what holds for all its rows, and what was said of a tag set the last time. */
type Frame = JudgedPart & {
  readonly part: Part
  readonly plans: readonly TypePlan[]
  readonly typeInScope: Uint8Array
  readonly accountInScope: Uint8Array
  readonly regionInScope: Uint8Array
  /** The type for which the tag set was judged last, and the outcome then. */
  readonly setTypes: Int32Array
  readonly setOutcomes: Int32Array
}

const verdictId = Object.fromEntries(verdicts.map((verdict, id) => [verdict, id])) as Readonly<Record<Verdict, number>>

const runLength = 256

export class PartJudge {
  /** Every outcome met so far, by index. */
  readonly outcomes: Outcome[] = []
  /** The verdict of each outcome, before grace. */
  private verdictIds: Uint8Array = new Uint8Array(64)
  private readonly rules: Rules
  private readonly now: number
  private readonly tagJudge: TagJudge
  private readonly live: readonly Exemption[]
  private readonly plain: (Outcome | undefined)[][] = [[], []]
  private readonly exempted = new Map<string, Outcome>()

  constructor(rules: Rules, now: number) {
    this.rules = rules
    this.now = now
    this.tagJudge = new TagJudge(rules)
    this.live = rules.exemptions.filter(({ expiresAt }) => now < expiresAt)
  }

  judge(part: Part): JudgedPart {
    this.tagJudge.open(part)
    const frame = this.frameOf(part)
    // In short runs: V8 compiles a method that is called often for good, and one long loop again for every part.
    for (let from = 0; from < part.count; from += runLength) {
      this.judgeRows(frame, from, Math.min(from + runLength, part.count))
    }
    return frame
  }

  private judgeRows(frame: Frame, from: number, to: number): void {
    for (let row = from; row < to; row++) this.judgeRow(frame, row)
  }

  private frameOf(part: Part): Frame {
    const { scope } = this.rules
    const types = Array.from({ length: textCount(part.types) }, (_, id) => textAt(part.types, id))
    const sets = part.setOffsets.length - 1
    return {
      part,
      plans: types.map((type) => this.tagJudge.planOfType(type)),
      typeInScope: inScope(part.types, scope.type),
      accountInScope: inScope(part.accounts, scope.account),
      regionInScope: inScope(part.regions, scope.region),
      setTypes: new Int32Array(sets).fill(-1),
      setOutcomes: new Int32Array(sets),
      verdictIds: new Uint8Array(part.count),
      outcomeIds: new Int32Array(part.count),
    }
  }

  private judgeRow(frame: Frame, row: number): void {
    const { part, verdictIds, outcomeIds } = frame
    const plan = frame.plans[part.typeIds[row] ?? 0]
    const set = part.tagSetIds[row] ?? unreadable
    outcomeIds[row] = -1
    if (plan === undefined || !this.isJudged(frame, row)) verdictIds[row] = verdictId.not_applicable
    else if (set === unreadable) verdictIds[row] = plan.hasRequired ? verdictId.unknown : verdictId.not_applicable
    else this.judgeTags(frame, row, set, plan)
  }

  private isJudged({ part, typeInScope, accountInScope, regionInScope }: Frame, row: number): boolean {
    const { excludes } = this.rules.scope
    return (
      part.managed[row] === 0 &&
      typeInScope[part.typeIds[row] ?? 0] === 1 &&
      accountInScope[part.accountIds[row] ?? 0] === 1 &&
      regionInScope[part.regionIds[row] ?? 0] === 1 &&
      (excludes === null || !excludes(idAt(part, row)))
    )
  }

  private judgeTags(frame: Frame, row: number, set: number, plan: TypePlan): void {
    const { part, setTypes, setOutcomes } = frame
    const type = part.typeIds[row] ?? 0
    if (setTypes[set] !== type) {
      setTypes[set] = type
      setOutcomes[set] = this.outcomeOf(this.tagJudge.judge(set, plan), plan).index
    }
    let index = setOutcomes[set] ?? 0
    if (this.live.length > 0) index = this.exempt(part, row, index, plan)
    const verdict = this.verdictIds[index] ?? 0
    frame.outcomeIds[row] = index
    frame.verdictIds[row] = verdict === verdictId.violating && this.isPending(part, row) ? verdictId.pending : verdict
  }

  private isPending(part: Part, row: number): boolean {
    const { gracePeriodMs } = this.rules
    // A comparison with NaN, an unknown age, is false.
    return gracePeriodMs > 0 && Math.max(0, this.now - (part.createdAt[row] ?? Number.NaN)) < gracePeriodMs
  }

  private outcomeOf(judgement: Judgement, plan: TypePlan): Outcome {
    const known = this.plain[plan.hasRequired ? 1 : 0] ?? []
    const outcome = known[judgement.index] ?? this.keep(judgement, judgement.findings, judgement.naming, plan)
    known[judgement.index] = outcome
    return outcome
  }

  /** The outcome of this row's own exemptions, by index; mostly none covers it and the plain one stays. */
  private exempt(part: Part, row: number, index: number, plan: TypePlan): number {
    const outcome = this.outcomes[index]
    if (!outcome?.hasViolations) return index
    const id = idAt(part, row)
    const covering = this.live.filter(({ covers }) => covers(id))
    return covering.length === 0 ? index : this.exemptedOutcome(part, row, outcome.judgement, plan, covering).index
  }

  private exemptedOutcome(
    part: Part,
    row: number,
    judgement: Judgement,
    plan: TypePlan,
    covering: readonly Exemption[],
  ): Outcome {
    const naming = judgement.naming === 0 ? 0 : this.tagJudge.namingOutside(part.tagSetIds[row] ?? unreadable, covering)
    const key = JSON.stringify([
      judgement.index,
      plan.hasRequired,
      naming,
      covering.map((one) => this.live.indexOf(one)),
    ])
    const known = this.exempted.get(key)
    if (known) return known
    const covered = (tag: string) => covering.some(({ tags }) => tags === null || tags.has(tag))
    const outcome = this.keep(
      judgement,
      judgement.findings.filter(({ tag }) => !covered(tag)),
      naming,
      plan,
    )
    this.exempted.set(key, outcome)
    return outcome
  }

  private keep(judgement: Judgement, inForce: readonly Finding[], naming: number, plan: TypePlan): Outcome {
    const errors = inForce.filter(({ severity }) => severity === 'error').length
    const outcome: Outcome = {
      judgement,
      index: this.outcomes.length,
      hasViolations: judgement.errors + judgement.warnings > 0,
      inForce,
      naming,
      errors,
      warnings: inForce.length - errors + naming,
    }
    if (outcome.index === this.verdictIds.length) this.verdictIds = grown(this.verdictIds, 0)
    this.verdictIds[outcome.index] = verdictId[verdictOf(judgement.errors, errors, plan)]
    this.outcomes.push(outcome)
    return outcome
  }
}

function verdictOf(errors: number, errorsInForce: number, plan: TypePlan): Verdict {
  if (errors === 0) return plan.hasRequired ? 'compliant' : 'not_applicable'
  return errorsInForce === 0 ? 'exempt' : 'violating'
}

function inScope(texts: Part['types'], matches: (text: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: textCount(texts) }, (_, id) => (matches(textAt(texts, id)) ? 1 : 0))
}
