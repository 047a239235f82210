// How a policy file can be wrong, and how each fault is named.

import type { z } from 'zod'
import { nearest } from './similar.ts'

export type ProblemCode =
  | 'invalid_json'
  | 'unknown_field'
  | 'missing_field'
  | 'invalid_type'
  | 'invalid_regex'
  | 'unsupported_regex'
  | 'empty_allowed_values'
  | 'duplicate_tag'
  | 'invalid_type_pattern'
  | 'reserved_prefix'
  | 'value_fails_own_regex'
  | 'invalid_choice'
  | 'cyclic_condition'
  | 'invalid_date'

export type WarningCode = 'unknown_type' | 'expired_exemption' | 'expiring_exemption'

type Finding<Code> = {
  readonly path: string
  readonly code: Code
  readonly message: string
  readonly suggestion?: string
}
export type PolicyProblem = Finding<ProblemCode>
export type PolicyWarning = Finding<WarningCode>

export type Path = readonly (string | number)[]

/** `required_tags[2].validation_regex`; keys that are no plain words are quoted: `aliases["cost centre"]`. */
export function formatPath(path: Path): string {
  const text = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`
    return /^[A-Za-z_$][\w$-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
  })
  return text.join('').replace(/^\./, '')
}

export function problem(path: Path, code: ProblemCode, message: string, suggestion?: string): PolicyProblem {
  return { path: formatPath(path), code, message, ...(suggestion === undefined ? {} : { suggestion }) }
}

type Issue = z.core.$ZodIssue

/** What the schema finds, in our words. One issue may name several unknown keys. */
export function problemsOfShape(
  issue: Issue,
  fieldsAt: (path: Path) => readonly string[],
  root: unknown,
): PolicyProblem[] {
  // The schema holds no symbols as keys.
  const path = issue.path as (string | number)[]
  const found = path.reduce<unknown>((value, step) => childOf(value, step), root)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField([...path, key], key, fieldsAt(path)))
    case 'invalid_type':
      return [found === undefined ? missing(path) : wrongType(path, issue.expected, found)]
    case 'invalid_value':
      return [typeof found === 'string' ? notChosen(path, issue.values, found) : wrongType(path, 'word', found)]
    case 'too_small':
      return [tooSmall(path, issue, found)]
    default:
      return [problem(path, 'invalid_type', issue.message)]
  }
}

function unknownField(path: Path, key: string, fields: readonly string[]): PolicyProblem {
  const suggestion = nearest(key.toLowerCase(), fields, 3)
  return problem(
    path,
    'unknown_field',
    `there is no field "${key}" here; fields of your own start with "x-"`,
    suggestion,
  )
}

function missing(path: Path): PolicyProblem {
  return problem(path, 'missing_field', `"${String(path.at(-1))}" is missing`)
}

function notChosen(path: Path, choices: readonly unknown[], found: string): PolicyProblem {
  return problem(path, 'invalid_choice', `${say(found)} is not one of ${choices.map(say).join(', ')}`)
}

export function wrongType(path: Path, expected: string, found: unknown): PolicyProblem {
  return problem(path, 'invalid_type', `expected ${article(words[expected] ?? expected)}, found ${say(found)}`)
}

function tooSmall(path: Path, issue: Issue & { code: 'too_small' }, found: unknown): PolicyProblem {
  if (typeof found === 'number') {
    const bound = issue.inclusive === false ? `more than ${issue.minimum}` : `at least ${issue.minimum}`
    return problem(path, 'invalid_type', `must be ${bound}, found ${found}`)
  }
  const field = String(path.at(-1))
  if (field === 'allowed_values' || field === 'allowed_globs' || field === 'in') {
    return problem(
      path,
      'empty_allowed_values',
      `"${field}" is empty, so no value could pass; leave it out to allow any`,
    )
  }
  return problem(path, 'missing_field', `"${field}" is empty`)
}

const words: Readonly<Record<string, string>> = { record: 'object', array: 'list', int: 'whole number' }

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`)

function childOf(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
  return Reflect.get(value, step)
}

function say(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return JSON.stringify(value) ?? 'nothing'
}
