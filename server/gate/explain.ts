// What is wrong with arguments: where, what was expected, and an example.

import type { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { nearest } from '../core/similar.ts'
import { exampleOf, propertiesOf } from './example.ts'
import type { JsonSchema } from './json-schema.ts'

type Issue = z.core.$ZodIssue
const mostIssues = 5

export function explainIssues(issues: readonly Issue[], given: unknown, schema: JsonSchema): AppError {
  const lines = issues.slice(0, mostIssues).map((issue) => explain(issue, given, schema))
  const more = issues.length > mostIssues ? [`(and ${issues.length - mostIssues} more)`] : []
  return new AppError('invalid_arguments', [...lines, ...more].join('\n'), { hint: hintFor(issues[0], schema) })
}

function explain(issue: Issue, given: unknown, schema: JsonSchema): string {
  const place = placeOf(issue.path)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(place, key, issue, schema)).join(' ')
  const value = valueAt(given, issue.path)
  if (value === undefined) return `${place}: is missing; expected ${expected(issue)}.`
  return `${place}: expected ${expected(issue)}, got ${shown(value)}.${didYouMean(issue, value)}`
}

function unknownKey(place: string, key: string, issue: Issue, schema: JsonSchema): string {
  const known = issue.path.length === 0 ? Object.keys(propertiesOf(schema)) : []
  const meant = nearest(key, known, 3)
  const where = issue.path.length === 0 ? 'there is no argument' : `${place}: there is no field`
  return `${where} ${shown(key)}.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected] ?? issue.expected
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_value':
      return `one of ${issue.values.slice(0, 30).map(String).join(', ')}`
    case 'invalid_format':
      return formatWords[issue.format] ?? `a text of the form ${issue.pattern ?? issue.format}`
    default:
      return issue.message.replace(/^Invalid.*?[Ee]xpected /, '').replace(/\.$/, '')
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}
const formatWords: Readonly<Record<string, string>> = {
  datetime: 'a time such as 2026-11-21T12:00:00Z',
  date: 'a day such as 2026-11-21',
}
const unitOf = (origin: string) => ({ string: ' characters', array: ' items' })[origin] ?? ''

function didYouMean(issue: Issue, value: unknown): string {
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return ''
  const meant = nearest(value.toLowerCase(), issue.values.map(String), 3)
  return meant === undefined ? '' : ` Did you mean "${meant}"?`
}

function hintFor(issue: Issue | undefined, schema: JsonSchema): string {
  const properties = propertiesOf(schema)
  const name = issue?.path[0]
  const property = typeof name === 'string' ? properties[name] : undefined
  if (property !== undefined) return `Example: ${JSON.stringify({ [String(name)]: exampleOf(property) })}`
  const names = Object.keys(properties)
  return names.length === 0 ? 'It takes no arguments: {}' : `Its arguments are: ${names.join(', ')}.`
}

function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  return text === '' ? 'arguments' : text.replace(/^\./, '').slice(0, 120)
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined,
    given,
  )
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`
}
