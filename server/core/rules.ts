// A policy made ready to judge with: patterns compiled, answers remembered, names looked up once.

import { compileGlobs, type Matcher } from './glob.ts'
import { compilePattern, memoise } from './pattern.ts'
import type { Policy } from './policy.ts'
import type { Condition, PolicyDocument, Severity, ValueRule } from './policy-schema.ts'
import { suggestValue } from './suggest-value.ts'
import { parseTimestamp } from './timestamp.ts'

/** What is wrong with a value; several may hold, 0 is fine. */
export const valueFault = { empty: 1, notAllowed: 2, badFormat: 4 } as const

/** A condition's own value decides, unless there is none to decide by. */
export type ConditionAnswer = 'holds' | 'fails' | 'unknown'

export type CompiledCondition = { readonly tag: string; readonly answer: (value: string) => ConditionAnswer }

/** A key with what it is compared by: without its case, and without its separators too. */
type Spellings = { readonly key: string; readonly lower: string; readonly loose: string }
/** `fault`: what the key breaks of the naming rules, in words. */
export type KeyForm = Spellings & { readonly fault: string | null }

export type Rule = {
  readonly name: string
  readonly ownForm: Spellings
  readonly severity: Severity
  readonly weight: number
  readonly appliesTo: Matcher
  readonly valueFaults: (value: string) => number
  readonly condition: CompiledCondition | null
  /** Deprecated keys that stand for this one, in code-unit order. */
  readonly aliases: readonly string[]
  readonly expectedValues: readonly string[]
  readonly expectedFormat: string | null
  /** The allowed value that was probably meant. */
  readonly suggest: (value: string) => string | null
}

export type ForbiddenRule = {
  readonly name: string
  readonly severity: Severity
  readonly reason: string | null
  readonly appliesTo: Matcher
}

export type Exemption = {
  readonly id: string
  readonly covers: Matcher
  /** `null` covers every tag. */
  readonly tags: ReadonlySet<string> | null
  readonly expiresAt: number
}

export type Scope = {
  readonly account: Matcher
  readonly region: Matcher
  readonly type: Matcher
  /** `null` where nothing is excluded, so that ids need not be read. */
  readonly excludes: Matcher | null
}

export type Rules = {
  readonly policy: Policy
  readonly required: readonly Rule[]
  readonly optional: readonly Rule[]
  readonly forbidden: readonly ForbiddenRule[]
  readonly mismatchSeverity: (rule: Rule) => Severity
  readonly keyForm: (key: string) => KeyForm
  readonly naming: PolicyDocument['tag_naming_rules']
  readonly exemptions: readonly Exemption[]
  readonly gracePeriodMs: number
  readonly scope: Scope
}

export function compileRules(policy: Policy): Rules {
  const { document } = policy
  return {
    policy,
    required: document.required_tags.map((tag) => compileRule(tag, document.aliases)),
    optional: document.optional_tags.map((tag) => compileRule({ ...tag, required_when: null }, {})),
    forbidden: document.forbidden_tags.map(({ applies_to, ...tag }) => ({
      ...tag,
      appliesTo: typeMatcher(applies_to),
    })),
    mismatchSeverity: document.tag_naming_rules.case_sensitivity ? (rule) => rule.severity : () => 'warning',
    keyForm: memoise((key) => ({ ...spellings(key), fault: namingFault('key', key, document.tag_naming_rules) })),
    naming: document.tag_naming_rules,
    exemptions: document.exemptions.map(compileExemption),
    gracePeriodMs: document.grace_period_hours * 3_600_000,
    scope: compileScope(document.scope),
  }
}

function compileRule(tag: ValueRule, aliases: Readonly<Record<string, string>>): Rule {
  return {
    name: tag.name,
    ownForm: spellings(tag.name),
    severity: tag.severity,
    weight: tag.weight,
    appliesTo: typeMatcher(tag.applies_to),
    valueFaults: memoise(valueChecker(tag)),
    condition: tag.required_when && compileCondition(tag.required_when),
    aliases: Object.keys(aliases)
      .filter((key) => aliases[key] === tag.name)
      .toSorted(),
    expectedValues: [...(tag.allowed_values ?? []), ...(tag.allowed_globs ?? [])],
    expectedFormat: tag.validation_regex,
    suggest: memoise((value) => suggestValue(value, tag.allowed_values ?? []) ?? null),
  }
}

function spellings(key: string): Spellings {
  const lower = key.toLowerCase()
  return { key, lower, loose: lower.replaceAll(/[ _-]/g, '') }
}

function typeMatcher(appliesTo: readonly string[] | null): Matcher {
  return appliesTo === null ? () => true : compileGlobs(appliesTo)
}

function valueChecker(tag: ValueRule): (value: string) => number {
  const fold = tag.case_insensitive_values ? (value: string) => value.toLowerCase() : (value: string) => value
  const listed = new Set(tag.allowed_values?.map(fold))
  const globs = compileGlobs((tag.allowed_globs ?? []).map(fold))
  const anyValue = tag.allowed_values === null && tag.allowed_globs === null
  const formatted = tag.validation_regex === null ? () => true : compilePattern(tag.validation_regex, tag.regex_mode)
  return (value) => {
    if (isBlank(value)) return tag.allow_empty ? 0 : valueFault.empty
    const allowed = anyValue || listed.has(fold(value)) || globs(fold(value))
    return (allowed ? 0 : valueFault.notAllowed) | (formatted(value) ? 0 : valueFault.badFormat)
  }
}

/** White space only counts as empty everywhere. */
export const isBlank = (value: string): boolean => value.trim() === ''

function compileCondition(condition: Condition): CompiledCondition {
  const matches = conditionMatcher(condition)
  return {
    tag: condition.tag,
    answer: memoise((value) => (isBlank(value) ? 'unknown' : matches(value) ? 'holds' : 'fails')),
  }
}

function conditionMatcher(condition: Condition): Matcher {
  if (condition.in !== undefined) {
    const values = new Set(condition.in)
    return (value) => values.has(value)
  }
  if (condition.matches !== undefined) return compilePattern(condition.matches, 'full')
  return (value) => value === condition.equals
}

function compileExemption(exemption: PolicyDocument['exemptions'][number]): Exemption {
  return {
    // Loading gives every exemption a name and a date that exists.
    id: exemption.id ?? '',
    covers: compileGlobs(exemption.resources),
    tags: exemption.tags && new Set(exemption.tags),
    expiresAt: parseTimestamp(exemption.expires_at) ?? Number.NEGATIVE_INFINITY,
  }
}

function compileScope({ accounts, regions, types, exclude }: PolicyDocument['scope']): Scope {
  return {
    account: placeMatcher(accounts),
    region: placeMatcher(regions),
    type: types === null ? () => true : compileGlobs(types),
    excludes: exclude && compileGlobs(exclude),
  }
}

/** An empty account or region matches only `*`. */
function placeMatcher(globs: readonly string[] | null): Matcher {
  if (globs === null) return () => true
  const matches = compileGlobs(globs)
  const takesAll = globs.includes('*')
  return (place) => takesAll || (place !== '' && matches(place))
}

// AWS allows these in keys and values; everything else is "special".
const plainCharacters = /^[\p{L}\p{N}\p{Z}+\-=._:/@]*$/u

/** What a key or a value breaks of the naming rules, in words. */
export function namingFault(
  part: 'key' | 'value',
  text: string,
  naming: PolicyDocument['tag_naming_rules'],
): string | null {
  const limit = part === 'key' ? naming.max_key_length : naming.max_value_length
  // A text has at most as many characters as UTF-16 units, so most need no counting.
  if (text.length > limit && characters(text) > limit) {
    return `the ${part} has ${characters(text)} characters, ${limit} are allowed`
  }
  if (!naming.allow_special_characters && !plainCharacters.test(text)) {
    return `the ${part} has characters other than letters, numbers, spaces and + - = . _ : / @`
  }
  return null
}

const characters = (text: string): number => [...text].length
