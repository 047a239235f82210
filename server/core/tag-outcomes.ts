// What a policy has to say about one set of tags, as small numbers. Equal answers share one `Judgement`, so that
// counting violations for a million resources is counting how often each answer occurs.

import { ByteDictionary, hashBytes } from './byte-dictionary.ts'
import type { ViolationRule } from './evaluate.ts'
import type { Severity } from './policy-schema.ts'
import { type Rules, valueFault } from './rules.ts'

/** A violation without what was found: the same for every resource with this answer. */
export type Finding = {
  readonly tag: string
  readonly rule: ViolationRule
  readonly severity: Severity
  readonly weight: number
}

export type Judgement = {
  readonly index: number
  /** One of these per tag at most for rules of the policy; broken naming rules are only counted. */
  readonly findings: readonly Finding[]
  readonly naming: number
  readonly errors: number
  readonly warnings: number
}

/** How a required tag fared. Below 8 it is there and this is the mask of its value's faults. */
export const outcome = { twin: 8, missing: 16, deprecated: 17, mismatch: 18, notDemanded: 19 } as const

/** How many resources have so many broken names that three bytes cannot count them: none. */
const namingBytes = 3

/** Equal sequences of outcomes, one for each rule of the policy, are one judgement. */
export class Judgements {
  private readonly all: Judgement[] = []
  /** The outcomes to judge by: required, optional and forbidden tags in the policy's order. */
  readonly codes: Uint8Array
  private readonly rules: Rules
  private readonly ruleCount: number
  private readonly known = new ByteDictionary()

  constructor(rules: Rules) {
    this.rules = rules
    this.ruleCount = rules.required.length + rules.optional.length + rules.forbidden.length
    this.codes = new Uint8Array(this.ruleCount + namingBytes)
  }

  /** Of the outcomes now in `codes`, with this many broken naming rules. */
  find(naming: number): Judgement {
    const { codes, ruleCount } = this
    codes[ruleCount] = naming
    codes[ruleCount + 1] = naming >> 8
    codes[ruleCount + 2] = naming >> 16
    const index = this.known.intern(codes, 0, codes.length, hashBytes(codes, 0, codes.length))
    return this.all[index] ?? this.add(naming)
  }

  private add(naming: number): Judgement {
    const judgement = this.describe(this.codes, naming)
    this.all.push(judgement)
    return judgement
  }

  private describe(codes: Uint8Array, naming: number): Judgement {
    const { required, optional, forbidden } = this.rules
    const findings = [
      ...required.flatMap((rule, at) => this.requiredFindings(rule, codes[at] ?? 0)),
      ...optional.flatMap((rule, at) => valueFindings(rule, codes[required.length + at] ?? 0)),
      ...forbidden.flatMap(({ name, severity }, at) =>
        codes[required.length + optional.length + at] === 1
          ? [{ tag: name, rule: 'forbidden_key' as const, severity, weight: 1 }]
          : [],
      ),
    ]
    const errors = findings.filter(({ severity }) => severity === 'error').length
    return { index: this.all.length, findings, naming, errors, warnings: findings.length - errors + naming }
  }

  private requiredFindings(rule: Rules['required'][number], code: number): Finding[] {
    const common = { tag: rule.name, severity: rule.severity, weight: rule.weight }
    if (code === outcome.missing) return [{ ...common, rule: 'missing' }]
    if (code === outcome.deprecated) return [{ ...common, rule: 'deprecated_key' }]
    if (code === outcome.mismatch) {
      return [{ ...common, rule: 'key_case_mismatch', severity: this.rules.mismatchSeverity(rule) }]
    }
    if (code === outcome.notDemanded) return []
    const twin = code >= outcome.twin
    return [
      ...valueFindings(rule, twin ? code - outcome.twin : code),
      ...(twin ? [{ ...common, rule: 'duplicate_key_case' as const, severity: 'warning' as const }] : []),
    ]
  }
}

function valueFindings(rule: Rules['required'][number], faults: number): Finding[] {
  const common = { tag: rule.name, severity: rule.severity, weight: rule.weight }
  return [
    ...(faults & valueFault.empty ? [{ ...common, rule: 'empty_value' as const }] : []),
    ...(faults & valueFault.notAllowed ? [{ ...common, rule: 'invalid_value' as const }] : []),
    ...(faults & valueFault.badFormat ? [{ ...common, rule: 'invalid_format' as const }] : []),
  ]
}
