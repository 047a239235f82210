// Judges parts of a snapshot row by row, on numbers only: nothing is allocated for a resource.

import { textAt, textCount } from './byte-dictionary.ts'
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
  /** As an index into `verdicts`. */
  readonly verdictId: number
}

/** The verdict of each row, as an index into `verdicts`, and which outcome it rests on (-1: tags were not judged). */
export type JudgedPart = { readonly verdictIds: Uint8Array; readonly outcomeIds: Int32Array }

const verdictId = Object.fromEntries(verdicts.map((verdict, id) => [verdict, id])) as Readonly<Record<Verdict, number>>

export class PartJudge {
  /** Every outcome met so far, by index. */
  readonly outcomes: Outcome[] = []
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
    const { scope } = this.rules
    this.tagJudge.open(part)
    const plans = Array.from({ length: textCount(part.types) }, (_, id) =>
      this.tagJudge.planOfType(textAt(part.types, id)),
    )
    const typeInScope = inScope(part.types, scope.type)
    const accountInScope = inScope(part.accounts, scope.account)
    const regionInScope = inScope(part.regions, scope.region)
    const sets = new SetMemo(part.setOffsets.length - 1)
    const verdictIds = new Uint8Array(part.count)
    const outcomeIds = new Int32Array(part.count).fill(-1)
    for (let row = 0; row < part.count; row++) {
      const type = part.typeIds[row] ?? 0
      const plan = plans[type]
      const seen =
        part.managed[row] === 0 &&
        typeInScope[type] === 1 &&
        accountInScope[part.accountIds[row] ?? 0] === 1 &&
        regionInScope[part.regionIds[row] ?? 0] === 1 &&
        (scope.excludes === null || !scope.excludes(idAt(part, row)))
      if (!seen || plan === undefined) {
        verdictIds[row] = verdictId.not_applicable
        continue
      }
      const set = part.tagSetIds[row] ?? unreadable
      if (set === unreadable) {
        verdictIds[row] = plan.hasRequired ? verdictId.unknown : verdictId.not_applicable
        continue
      }
      const known = sets.recall(set, type)
      const judgement = known < 0 ? this.tagJudge.judge(set, plan) : this.tagJudge.judgements.at(known)
      if (known < 0) sets.keep(set, type, judgement)
      const outcome = this.outcomeOf(part, row, judgement, plan)
      outcomeIds[row] = outcome.index
      verdictIds[row] =
        outcome.verdictId === verdictId.violating && this.isPending(part, row) ? verdictId.pending : outcome.verdictId
    }
    return { verdictIds, outcomeIds }
  }

  private isPending(part: Part, row: number): boolean {
    const { gracePeriodMs } = this.rules
    // A comparison with NaN, an unknown age, is false.
    return gracePeriodMs > 0 && Math.max(0, this.now - (part.createdAt[row] ?? Number.NaN)) < gracePeriodMs
  }

  private outcomeOf(part: Part, row: number, judgement: Judgement, plan: TypePlan): Outcome {
    const hasViolations = judgement.errors + judgement.warnings > 0
    if (hasViolations && this.live.length > 0) {
      const id = idAt(part, row)
      const covering = this.live.filter(({ covers }) => covers(id))
      if (covering.length > 0) return this.exemptedOutcome(part, row, judgement, plan, covering)
    }
    const known = this.plain[plan.hasRequired ? 1 : 0] ?? []
    const outcome = known[judgement.index] ?? this.keep(judgement, judgement.findings, judgement.naming, plan)
    known[judgement.index] = outcome
    return outcome
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
      index: this.outcomes.length,
      hasViolations: judgement.errors + judgement.warnings > 0,
      inForce,
      naming,
      errors,
      warnings: inForce.length - errors + naming,
      verdictId: verdictId[verdictOf(judgement.errors, errors, plan)],
    }
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

/** What was said of a tag set the last time, and for which type. */
class SetMemo {
  private readonly types: Int32Array
  private readonly judgements: Int32Array

  constructor(sets: number) {
    this.types = new Int32Array(sets).fill(-1)
    this.judgements = new Int32Array(sets)
  }

  /** The judgement's index, or -1. */
  recall(set: number, type: number): number {
    return this.types[set] === type ? (this.judgements[set] ?? -1) : -1
  }

  keep(set: number, type: number, judgement: Judgement): void {
    this.types[set] = type
    this.judgements[set] = judgement.index
  }
}
