// A verdict traced rule by rule: what was demanded, what was not and why, what was found.

import {
  type Evaluation,
  evaluate,
  isInScope,
  judgeRequired,
  type RequiredOutcome,
  type Violation,
} from './evaluate.ts'
import type { Resource } from './resource.ts'
import type { Rules } from './rules.ts'

export type RuleTrace = {
  readonly tag: string
  readonly outcome: 'passed' | 'violated' | 'not_demanded'
  readonly reason: string
}

export type Explanation = Evaluation & { readonly why: string; readonly rules: readonly RuleTrace[] }

export function explain(rules: Rules, resource: Resource, now: number): Explanation {
  const evaluation = evaluate(rules, resource, now)
  const traced = resource.tags !== null && !resource.managed && isInScope(rules, resource)
  const required = traced ? judgeRequired(rules, resource.type, resource.tags) : []
  // Violations of required tags come first; what follows is traced one by one.
  const others = evaluation.violations.slice(required.flatMap(({ violations }) => violations).length)
  return {
    ...evaluation,
    why: whyVerdict(rules, resource, evaluation),
    rules: [...required.map((one) => traceRequired(one, resource)), ...others.map(traceOther)],
  }
}

function traceRequired({ rule, demand, violations }: RequiredOutcome, resource: Resource): RuleTrace {
  const tag = rule.name
  const conditionTag = rule.condition?.tag ?? ''
  switch (demand) {
    case 'other_type':
      return { tag, outcome: 'not_demanded', reason: `the rule does not apply to ${resource.type}` }
    case 'condition_fails':
      return { tag, outcome: 'not_demanded', reason: `its condition on ${conditionTag} does not hold` }
    case 'condition_unknown':
      return {
        tag,
        outcome: 'not_demanded',
        reason: `its condition on ${conditionTag} is unknown: that tag is missing, empty or wrong itself`,
      }
    case 'judged':
      return violations.length === 0
        ? { tag, outcome: 'passed', reason: 'present, and its value is fine' }
        : { tag, outcome: 'violated', reason: violations.map(describeViolation).join('; ') }
    default:
      return demand satisfies never
  }
}

const traceOther = (violation: Violation): RuleTrace => ({
  tag: violation.tag,
  outcome: 'violated',
  reason: describeViolation(violation),
})

/** Values are somebody else's text: quoted, on one line. */
export function describeViolation(violation: Violation): string {
  const found = JSON.stringify(violation.found ?? '')
  switch (violation.rule) {
    case 'missing':
      return 'the tag is missing'
    case 'empty_value':
      return 'the value is empty'
    case 'invalid_value':
      return `${found} is not an allowed value${violation.suggestion === undefined ? '' : `; probably ${JSON.stringify(violation.suggestion)}`}`
    case 'invalid_format':
      return `${found} does not match ${violation.expected?.[0] ?? 'the pattern'}`
    case 'deprecated_key':
      return `the deprecated key ${JSON.stringify(violation.foundKey)} is used instead`
    case 'key_case_mismatch':
      return `the key is spelled ${JSON.stringify(violation.foundKey)}`
    case 'duplicate_key_case':
      return `there is also a key ${JSON.stringify(violation.foundKey)}`
    case 'forbidden_key':
      return `the key is forbidden${violation.detail === undefined ? '' : `: ${violation.detail}`}`
    case 'naming':
      return violation.detail ?? 'a naming rule is broken'
    default:
      return violation.rule satisfies never
  }
}

function whyVerdict(rules: Rules, resource: Resource, { verdict, violations }: Evaluation): string {
  switch (verdict) {
    case 'unknown':
      return 'its tags could not be read'
    case 'compliant':
      return violations.length === 0 ? 'every demanded tag is there and fine' : 'there are warnings only'
    case 'violating':
      return 'at least one error is in force'
    case 'exempt':
      return 'every error is covered by an exemption in force'
    case 'pending':
      return `it has errors and is younger than the grace period of ${rules.gracePeriodMs / 3_600_000} hours`
    case 'not_applicable':
      return whyNotApplicable(rules, resource)
    default:
      return verdict satisfies never
  }
}

function whyNotApplicable(rules: Rules, resource: Resource): string {
  if (resource.managed) return 'the provider manages it'
  if (!isInScope(rules, resource)) return "it is outside the policy's scope"
  return `no required tag applies to ${resource.type}`
}
