// One resource, judged by the book. Everything faster must give the same answers as this file.

import type { Severity } from './policy-schema.ts'
import { isProviderKey, type Resource, type Tags } from './resource.ts'
import {
  type Exemption,
  type ForbiddenRule,
  type KeyForm,
  namingFault,
  type Rule,
  type Rules,
  valueFault,
} from './rules.ts'
import { parseTimestamp } from './timestamp.ts'

export const verdicts = ['compliant', 'violating', 'unknown', 'exempt', 'pending', 'not_applicable'] as const
export type Verdict = (typeof verdicts)[number]

export const violationRules = [
  'missing',
  'empty_value',
  'invalid_value',
  'invalid_format',
  'deprecated_key',
  'key_case_mismatch',
  'duplicate_key_case',
  'forbidden_key',
  'naming',
] as const
export type ViolationRule = (typeof violationRules)[number]

export type Violation = {
  readonly tag: string
  readonly rule: ViolationRule
  readonly severity: Severity
  readonly found?: string
  readonly foundKey?: string
  readonly expected?: readonly string[]
  readonly suggestion?: string
  readonly detail?: string
  readonly exemption?: string
  readonly exemptionExpired?: string
}

export type Evaluation = { readonly verdict: Verdict; readonly violations: readonly Violation[] }

/** What became of one required tag: judged, or why it was not demanded. */
export type Demand = 'judged' | 'other_type' | 'condition_fails' | 'condition_unknown'
export type RequiredOutcome = {
  readonly rule: Rule
  readonly demand: Demand
  readonly violations: readonly Violation[]
}

export function evaluate(rules: Rules, resource: Resource, now: number): Evaluation {
  if (resource.managed || !isInScope(rules, resource)) return { verdict: 'not_applicable', violations: [] }
  const applicable = rules.required.some((rule) => rule.appliesTo(resource.type))
  if (resource.tags === null) return { verdict: applicable ? 'unknown' : 'not_applicable', violations: [] }
  const found = findViolations(rules, resource.type, resource.tags)
  const violations = found.map((violation) => withExemption(rules.exemptions, resource.id, violation, now))
  const errors = violations.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return { verdict: applicable ? 'compliant' : 'not_applicable', violations }
  if (errors.every(({ exemption }) => exemption !== undefined)) return { verdict: 'exempt', violations }
  return { verdict: isInGrace(rules, resource.createdAt, now) ? 'pending' : 'violating', violations }
}

export function isInScope({ scope }: Rules, { id, type, account, region }: Resource): boolean {
  if (!scope.account(account) || !scope.region(region) || !scope.type(type)) return false
  return scope.excludes === null || !scope.excludes(id)
}

export function isInGrace({ gracePeriodMs }: Rules, createdAt: string | undefined, now: number): boolean {
  if (gracePeriodMs === 0 || createdAt === undefined) return false
  const created = parseTimestamp(createdAt)
  return created !== null && Math.max(0, now - created) < gracePeriodMs
}

/** A violation in force counts; one on a pending resource, or covered by a live exemption, does not. */
export function isInForce(verdict: Verdict, violation: Violation): boolean {
  return verdict !== 'pending' && violation.exemption === undefined
}

function findViolations(rules: Rules, type: string, tags: Tags): Violation[] {
  const keys = judgedKeys(rules, tags)
  const violations: Violation[] = []
  for (const rule of rules.required) {
    if (demandOf(rules, rule, type, tags) === 'judged') violations.push(...judgeRule(rules, rule, keys, tags))
  }
  for (const rule of rules.optional) violations.push(...judgeOptional(rule, type, tags))
  for (const rule of rules.forbidden) violations.push(...judgeForbidden(rule, type, tags))
  for (const key of keys) violations.push(...judgeNaming(rules, key, tags))
  return violations
}

export function judgeRequired(rules: Rules, type: string, tags: Tags): RequiredOutcome[] {
  const keys = judgedKeys(rules, tags)
  return rules.required.map((rule) => {
    const demand = demandOf(rules, rule, type, tags)
    return { rule, demand, violations: demand === 'judged' ? judgeRule(rules, rule, keys, tags) : [] }
  })
}

/** In code-unit order, so that "the first" of several keys is always the same. */
function judgedKeys(rules: Rules, tags: Tags): KeyForm[] {
  const keys = Object.keys(tags).filter((key) => !isProviderKey(key))
  return keys.sort().map(rules.keyForm)
}

function demandOf(rules: Rules, rule: Rule, type: string, tags: Tags): Demand {
  if (!rule.appliesTo(type)) return 'other_type'
  if (rule.condition === null) return 'judged'
  const value = tagValue(tags, rule.condition.tag)
  if (value === undefined || hasOwnError(rules, rule.condition.tag, type, value)) return 'condition_unknown'
  const answer = rule.condition.answer(value)
  return answer === 'holds' ? 'judged' : answer === 'fails' ? 'condition_fails' : 'condition_unknown'
}

/** A tag that is wrong itself decides nothing; one under a condition of its own is taken by its value. */
export function hasOwnError(rules: Rules, tag: string, type: string, value: string): boolean {
  const judges = (rule: Rule) => rule.name === tag && rule.severity === 'error' && rule.appliesTo(type)
  return (
    rules.required.some((rule) => rule.condition === null && judges(rule) && rule.valueFaults(value) !== 0) ||
    rules.optional.some((rule) => judges(rule) && rule.valueFaults(value) !== 0) ||
    rules.forbidden.some((rule) => rule.name === tag && rule.severity === 'error' && rule.appliesTo(type))
  )
}

function judgeRule(rules: Rules, rule: Rule, keys: readonly KeyForm[], tags: Tags): Violation[] {
  const value = tagValue(tags, rule.name)
  if (value !== undefined) return [...judgeValue(rule, value), ...judgeTwins(rule, keys)]
  const alias = rule.aliases.find((key) => Object.hasOwn(tags, key))
  if (alias !== undefined) return [otherKey(rule, 'deprecated_key', rule.severity, alias, tags)]
  const near = keys.find(({ loose }) => loose === rule.ownForm.loose)
  if (near !== undefined) return [otherKey(rule, 'key_case_mismatch', rules.mismatchSeverity(rule), near.key, tags)]
  return [{ tag: rule.name, rule: 'missing', severity: rule.severity }]
}

function judgeValue(rule: Rule, value: string): Violation[] {
  const faults = rule.valueFaults(value)
  if (faults === 0) return []
  const common = { tag: rule.name, severity: rule.severity, found: value }
  if (faults & valueFault.empty) return [{ ...common, rule: 'empty_value' }]
  const violations: Violation[] = []
  if (faults & valueFault.notAllowed) {
    const suggestion = rule.suggest(value)
    violations.push({
      ...common,
      rule: 'invalid_value',
      expected: rule.expectedValues,
      ...(suggestion === null ? {} : { suggestion }),
    })
  }
  if (faults & valueFault.badFormat && rule.expectedFormat !== null) {
    violations.push({ ...common, rule: 'invalid_format', expected: [rule.expectedFormat] })
  }
  return violations
}

function judgeTwins(rule: Rule, keys: readonly KeyForm[]): Violation[] {
  const twin = keys.find(({ key, lower }) => lower === rule.ownForm.lower && key !== rule.name)
  if (twin === undefined) return []
  return [{ tag: rule.name, rule: 'duplicate_key_case', severity: 'warning', foundKey: twin.key }]
}

function otherKey(rule: Rule, kind: ViolationRule, severity: Severity, foundKey: string, tags: Tags): Violation {
  return { tag: rule.name, rule: kind, severity, found: tags[foundKey] ?? '', foundKey }
}

function judgeOptional(rule: Rule, type: string, tags: Tags): Violation[] {
  const value = tagValue(tags, rule.name)
  return value !== undefined && rule.appliesTo(type) ? judgeValue(rule, value) : []
}

function judgeForbidden({ name, severity, reason, appliesTo }: ForbiddenRule, type: string, tags: Tags): Violation[] {
  const found = tagValue(tags, name)
  if (found === undefined || !appliesTo(type)) return []
  return [{ tag: name, rule: 'forbidden_key', severity, found, ...(reason === null ? {} : { detail: reason }) }]
}

function judgeNaming(rules: Rules, { key, fault }: KeyForm, tags: Tags): Violation[] {
  const detail = fault ?? namingFault('value', tags[key] ?? '', rules.naming)
  return detail === null ? [] : [{ tag: key, rule: 'naming', severity: 'warning', detail }]
}

function withExemption(exemptions: readonly Exemption[], id: string, violation: Violation, now: number): Violation {
  if (exemptions.length === 0) return violation
  const covering = exemptions.filter(({ covers, tags }) => (tags === null || tags.has(violation.tag)) && covers(id))
  const live = covering.find(({ expiresAt }) => now < expiresAt)
  if (live) return { ...violation, exemption: live.id }
  const [last] = covering.toSorted((a, b) => b.expiresAt - a.expiresAt)
  return last ? { ...violation, exemptionExpired: last.id } : violation
}

export function tagValue(tags: Tags, key: string): string | undefined {
  return Object.hasOwn(tags, key) ? tags[key] : undefined
}
