// "What if": a policy with a few rules changed, loaded as strictly as any file.

import { type LoadedPolicy, readPolicy } from './policy.ts'
import { type PolicyProblem, problem } from './policy-problems.ts'
import type { PolicyDocument } from './policy-schema.ts'
import { nearest } from './similar.ts'

/** As in a policy file; a mere name leaves the fields as they are. */
export type RuleEdit = string | ({ readonly name: string } & Readonly<Record<string, unknown>>)

export type PolicyEdits = {
  /** Becomes a required tag, an optional one with the fields it has; an error unless the edit says otherwise. */
  readonly require?: readonly RuleEdit[]
  readonly forbid?: readonly RuleEdit[]
  /** Names whose required, optional and forbidden rules go away. */
  readonly drop?: readonly string[]
  readonly gracePeriodHours?: number
}

type Rules = Pick<PolicyDocument, 'required_tags' | 'optional_tags' | 'forbidden_tags'>
type RawRules = { readonly [List in keyof Rules]: readonly object[] }

export function applyEdits(document: PolicyDocument, edits: PolicyEdits, now: number): LoadedPolicy {
  const problems = (edits.drop ?? []).flatMap((name, index) => checkDrop(document, name, index))
  if (problems.length > 0) return { ok: false, problems, warnings: [] }
  const kept = withoutRules(document, edits.drop ?? [])
  const required = (edits.require ?? []).reduce(requireTag, kept)
  const edited = (edits.forbid ?? []).reduce(forbidTag, required)
  const { gracePeriodHours } = edits
  const grace = gracePeriodHours === undefined ? {} : { grace_period_hours: gracePeriodHours }
  return readPolicy({ ...document, ...edited, ...grace }, now)
}

function requireTag(rules: RawRules, edit: RuleEdit): RawRules {
  const fields = fieldsOf(edit)
  const present = [...rules.required_tags, ...rules.optional_tags].filter(isNamed(fields.name))
  const required = (present.length === 0 ? [{}] : present).map((rule) => ({ ...rule, severity: 'error', ...fields }))
  return {
    required_tags: replaced(rules.required_tags, fields.name, required),
    optional_tags: rules.optional_tags.filter((rule) => !isNamed(fields.name)(rule)),
    forbidden_tags: rules.forbidden_tags,
  }
}

function forbidTag(rules: RawRules, edit: RuleEdit): RawRules {
  const fields = fieldsOf(edit)
  const [present = {}] = rules.forbidden_tags.filter(isNamed(fields.name))
  const { forbidden_tags, ...others } = withoutRules(rules, [fields.name])
  return { ...others, forbidden_tags: [...forbidden_tags, { ...present, ...fields }] }
}

/** In the place of the first rule of that name, so that what did not change stays in its order. */
function replaced(list: readonly object[], name: string, rules: readonly object[]): object[] {
  const first = list.findIndex(isNamed(name))
  const rest = list.filter((rule) => !isNamed(name)(rule))
  return rest.toSpliced(first < 0 ? rest.length : first, 0, ...rules)
}

function withoutRules(rules: RawRules, names: readonly string[]): RawRules {
  const keep = (list: readonly object[]) => list.filter((rule) => !names.some((name) => isNamed(name)(rule)))
  return {
    required_tags: keep(rules.required_tags),
    optional_tags: keep(rules.optional_tags),
    forbidden_tags: keep(rules.forbidden_tags),
  }
}

function checkDrop(document: PolicyDocument, name: string, index: number): PolicyProblem[] {
  const { required_tags, optional_tags, forbidden_tags } = document
  const names = [...required_tags, ...optional_tags, ...forbidden_tags].map((rule) => rule.name)
  if (names.includes(name)) return []
  const message = `the policy has no rule on ${JSON.stringify(name)}`
  return [problem(['drop', index], 'invalid_choice', message, nearest(name, new Set(names), 3))]
}

const fieldsOf = (edit: RuleEdit) => (typeof edit === 'string' ? { name: edit } : edit)

const isNamed =
  (name: string) =>
  (rule: object): boolean =>
    'name' in rule && rule.name === name
