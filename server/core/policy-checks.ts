// What the schema cannot say: patterns that compile, names that do not clash, conditions that end, dates that exist.
// Every check looks at the raw fields with guards of its own, so that one fault never hides another.

import { compileGlobs } from './glob.ts'
import { checkPattern, compilePattern } from './pattern.ts'
import { formatPath, type Path, type PolicyProblem, type PolicyWarning, problem, wrongType } from './policy-problems.ts'
import { isKnownType, suggestType } from './resource-types.ts'
import { parseTimestamp } from './timestamp.ts'

type Fields = Readonly<Record<string, unknown>>
type Item = { readonly path: Path; readonly fields: Fields }

export function checkMeaning(root: Fields): PolicyProblem[] {
  const required = itemsOf(root, 'required_tags')
  const optional = itemsOf(root, 'optional_tags')
  const forbidden = itemsOf(root, 'forbidden_tags')
  const rules = [...required, ...optional]
  return [
    ...[...rules, ...forbidden].flatMap(checkName),
    ...[...rules, ...forbidden].flatMap(checkTypePatterns),
    ...rules.flatMap(checkValues),
    ...rules.flatMap(checkCondition),
    ...[required, optional, forbidden].flatMap(checkDuplicates),
    ...checkForbidden(required, forbidden),
    ...checkCircles(required),
    ...checkAliases(root.aliases),
    ...itemsOf(root, 'exemptions').flatMap(checkExpiry),
    ...checkDate(['last_updated'], root.last_updated),
  ]
}

export function warningsOf(root: Fields, now: number): PolicyWarning[] {
  const rules = ['required_tags', 'optional_tags', 'forbidden_tags'].flatMap((list) => itemsOf(root, list))
  return [
    ...rules.flatMap(warnOfTypes),
    ...itemsOf(root, 'exemptions').flatMap((exemption) => warnOfExpiry(exemption, now)),
  ]
}

function checkName({ path, fields: { name } }: Item): PolicyProblem[] {
  if (typeof name !== 'string') return []
  const at = [...path, 'name']
  return [
    ...([...name].length > 128 ? [problem(at, 'invalid_type', 'a tag key has at most 128 characters')] : []),
    ...checkPrefix(at, name),
  ]
}

function checkPrefix(path: Path, key: string): PolicyProblem[] {
  if (!/^aws:/i.test(key)) return []
  return [
    problem(path, 'reserved_prefix', `"${key}": keys starting with "aws:" belong to the provider and are never judged`),
  ]
}

const typePattern = /^(?:\*|[A-Za-z0-9._-]+:(?:\*|[A-Za-z0-9._/-]+))$/

function checkTypePatterns({ path, fields }: Item): PolicyProblem[] {
  return strings(fields.applies_to).flatMap(([pattern, index]) => {
    if (typePattern.test(pattern)) return []
    const message = `"${pattern}" is no type: write "service:kind", "service:*" or "*"`
    return [problem([...path, 'applies_to', index], 'invalid_type_pattern', message, suggestType(pattern))]
  })
}

function warnOfTypes({ path, fields }: Item): PolicyWarning[] {
  return strings(fields.applies_to).flatMap(([pattern, index]) => {
    if (!typePattern.test(pattern) || isKnownType(pattern)) return []
    const suggestion = suggestType(pattern)
    const message = `"${pattern}" is a type we do not know; the rule applies to it all the same`
    const at = formatPath([...path, 'applies_to', index])
    return [{ path: at, code: 'unknown_type', message, ...(suggestion === undefined ? {} : { suggestion }) }]
  })
}

function checkValues({ path, fields }: Item): PolicyProblem[] {
  const source = fields.validation_regex
  if (typeof source !== 'string') return []
  const fault = checkPattern(source)
  if (fault) return [problem([...path, 'validation_regex'], fault.code, fault.message)]
  const matches = compilePattern(source, fields.regex_mode === 'search' ? 'search' : 'full')
  return strings(fields.allowed_values)
    .filter(([value]) => !matches(value) && !(value.trim() === '' && fields.allow_empty === true))
    .map(([value, index]) => {
      const message = `"${value}" is allowed, but the rule's own pattern ${source} rejects it`
      return problem([...path, 'allowed_values', index], 'value_fails_own_regex', message)
    })
}

const forms = ['in', 'equals', 'matches']

function checkCondition({ path, fields }: Item): PolicyProblem[] {
  const condition = fields.required_when
  if (!isFields(condition)) return []
  const at = [...path, 'required_when']
  const used = forms.filter((form) => condition[form] !== undefined)
  const count =
    used.length === 1
      ? []
      : [problem(at, 'invalid_choice', `write exactly one of "in", "equals" and "matches", found ${used.length}`)]
  const fault = typeof condition.matches === 'string' ? checkPattern(condition.matches) : null
  return [...count, ...(fault ? [problem([...at, 'matches'], fault.code, fault.message)] : [])]
}

function checkDuplicates(items: readonly Item[]): PolicyProblem[] {
  return items.flatMap((item, index) => {
    const earlier = items.slice(0, index).find((other) => clash(item, other))
    if (!earlier) return []
    const message = `"${String(item.fields.name)}" is already in ${formatPath(earlier.path)} for some of the same types`
    return [problem([...item.path, 'name'], 'duplicate_tag', message)]
  })
}

function checkForbidden(required: readonly Item[], forbidden: readonly Item[]): PolicyProblem[] {
  return forbidden.flatMap((item) => {
    const demand = required.find((other) => clash(item, other))
    if (!demand) return []
    const message = `"${String(item.fields.name)}" is forbidden here and required in ${formatPath(demand.path)}`
    return [problem([...item.path, 'name'], 'duplicate_tag', message)]
  })
}

function clash(left: Item, right: Item): boolean {
  return (
    typeof left.fields.name === 'string' &&
    left.fields.name === right.fields.name &&
    typesOverlap(strings(left.fields.applies_to), strings(right.fields.applies_to))
  )
}

function typesOverlap(left: Indexed, right: Indexed): boolean {
  if (left.length === 0 || right.length === 0) return true
  return left.some(([a]) => right.some(([b]) => compileGlobs([a])(b) || compileGlobs([b])(a)))
}

type Wait = { readonly path: Path; readonly tag: string; readonly on: string }

/** One problem a circle, at its first rule. */
function checkCircles(required: readonly Item[]): PolicyProblem[] {
  const waits = required.flatMap(waitOf)
  const reported = new Set<string>()
  return waits.flatMap((wait) => {
    const circle = circleThrough(wait, waits)
    if (circle.length === 0 || circle.every((tag) => reported.has(tag))) return []
    for (const tag of circle) reported.add(tag)
    const message = `the condition waits for itself: ${[...circle, circle[0]].join(' → ')}`
    return [problem([...wait.path, 'required_when'], 'cyclic_condition', message)]
  })
}

function waitOf({ path, fields: { name, required_when: condition } }: Item): Wait[] {
  const on = isFields(condition) ? condition.tag : undefined
  return typeof name === 'string' && typeof on === 'string' ? [{ path, tag: name, on }] : []
}

/** Several rules may have one name, each for other types, so a tag may wait for several. */
function circleThrough(first: Wait, waits: readonly Wait[]): readonly string[] {
  const seen = new Set<string>()
  const walk = (wait: Wait, steps: readonly string[]): readonly string[] => {
    if (wait.on === first.tag) return steps
    if (seen.has(wait.on)) return []
    seen.add(wait.on)
    const ways = waits.filter(({ tag }) => tag === wait.on).map((next) => walk(next, [...steps, wait.on]))
    return ways.find((way) => way.length > 0) ?? []
  }
  return walk(first, [first.tag])
}

function checkAliases(aliases: unknown): PolicyProblem[] {
  if (!isFields(aliases)) return []
  return Object.entries(aliases).flatMap(([key, target]) => [
    ...checkPrefix(['aliases', key], key),
    ...(typeof target === 'string' ? checkPrefix(['aliases', key], target) : []),
    // zod passes over this key, so nobody else looks at its value.
    ...(key === '__proto__' && typeof target !== 'string' ? [wrongType(['aliases', key], 'string', target)] : []),
  ])
}

function checkExpiry({ path, fields }: Item): PolicyProblem[] {
  return checkDate([...path, 'expires_at'], fields.expires_at)
}

function checkDate(path: Path, value: unknown): PolicyProblem[] {
  if (typeof value !== 'string' || parseTimestamp(value) !== null) return []
  return [problem(path, 'invalid_date', `"${value}" is no date: write for example 2027-01-01T00:00:00Z`)]
}

const thirtyDaysMs = 30 * 24 * 3_600_000

function warnOfExpiry({ path, fields }: Item, now: number): PolicyWarning[] {
  const expires = typeof fields.expires_at === 'string' ? parseTimestamp(fields.expires_at) : null
  if (expires === null || expires - now > thirtyDaysMs) return []
  const at = formatPath([...path, 'expires_at'])
  return now < expires
    ? [{ path: at, code: 'expiring_exemption', message: `ends in ${days(expires - now)}, on ${fields.expires_at}` }]
    : [{ path: at, code: 'expired_exemption', message: `ended on ${fields.expires_at}; its violations count again` }]
}

function days(ms: number): string {
  const count = Math.ceil(ms / (24 * 3_600_000))
  return count === 1 ? '1 day' : `${count} days`
}

function itemsOf(root: Fields, list: string): Item[] {
  const items = root[list]
  if (!Array.isArray(items)) return []
  return items.flatMap((fields: unknown, index) => (isFields(fields) ? [{ path: [list, index], fields }] : []))
}

type Indexed = readonly (readonly [string, number])[]

function strings(list: unknown): Indexed {
  if (!Array.isArray(list)) return []
  return list.flatMap((value: unknown, index) => (typeof value === 'string' ? [[value, index] as const] : []))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
