// One AWS tag policy, read strictly: what each setting does to what it inherits, and what its children may do.

import { AppError } from '../errors.ts'
import { formatPath } from '../policy-problems.ts'

export const operators = ['@@assign', '@@append', '@@remove'] as const
export type Operator = (typeof operators)[number]

/** What child policies may do; absent means everything. */
export type Control = ReadonlySet<Operator> | null

export const settingNames = ['tag_key', 'tag_value', 'enforced_for', 'report_required_tag_for'] as const
export type SettingName = (typeof settingNames)[number]

export type Setting = {
  readonly control: Control
  /** In the order of `operators`. A `tag_key` has one value. */
  readonly changes: readonly { readonly operator: Operator; readonly values: readonly string[] }[]
}

export type TagEntry = {
  /** As written; AWS ignores its case. */
  readonly key: string
  readonly control: Control
  readonly settings: ReadonlyMap<SettingName, Setting>
}

export type TagPolicy = { readonly control: Control; readonly entries: readonly TagEntry[] }

/** The path of a field: `content.tags["cost centre"].tag_value`. */
export const under = (path: string, field: string): string => `${path}${formatPath(['x', field]).slice(1)}`

type Problem = { readonly path: string; readonly message: string }
type Fields = Readonly<Record<string, unknown>>

const controlKey = '@@operators_allowed_for_child_policies'

/** `content` is the JSON text, or what it says. Throws one error that names every fault with its path. */
export function readTagPolicy(content: unknown, at: string): TagPolicy {
  const problems: Problem[] = []
  const policy = readRoot(parse(content, at), at, problems)
  if (problems.length === 0) return policy
  const lines = problems.map(({ path, message }) => `${path}: ${message}`)
  throw new AppError('invalid_policy', lines.join('\n'), {
    hint: 'See "Tag policy syntax" in the AWS Organizations guide.',
  })
}

function parse(content: unknown, at: string): unknown {
  if (typeof content !== 'string') return content
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new AppError('invalid_policy', `${at}: this is no JSON`, { cause })
  }
}

function readRoot(raw: unknown, at: string, problems: Problem[]): TagPolicy {
  const tags = isFields(raw) ? raw.tags : undefined
  if (!isFields(raw) || !isFields(tags)) {
    problems.push({ path: at, message: 'a tag policy is an object with "tags", an object' })
    return { control: null, entries: [] }
  }
  for (const other of Object.keys(raw).filter((key) => key !== 'tags')) {
    problems.push({ path: under(at, other), message: 'a tag policy has nothing but "tags" at the top' })
  }
  const path = under(at, 'tags')
  const entries = Object.entries(tags)
    .filter(([key]) => key !== controlKey)
    .map(([key, entry]) => readEntry(key, entry, under(path, key), problems))
  noteTwins(entries, path, problems)
  return { control: readControl(tags, path, problems), entries }
}

function noteTwins(entries: readonly TagEntry[], path: string, problems: Problem[]): void {
  for (const [index, { key }] of entries.entries()) {
    const first = entries.findIndex((other) => other.key.toLowerCase() === key.toLowerCase())
    if (first < index) problems.push({ path: under(path, key), message: `the same key as "${entries[first]?.key}"` })
  }
}

function readEntry(key: string, raw: unknown, path: string, problems: Problem[]): TagEntry {
  const settings = new Map<SettingName, Setting>()
  if (key === '' || key.startsWith('@@')) problems.push({ path, message: 'a tag key is expected here' })
  if ([...key].length > 128) problems.push({ path, message: 'a tag key has at most 128 characters' })
  if (/^aws:/i.test(key)) problems.push({ path, message: 'keys starting with "aws:" belong to the provider' })
  if (!isFields(raw)) {
    problems.push({ path, message: 'an object is expected here' })
    return { key, control: null, settings }
  }
  for (const [name, value] of Object.entries(raw).filter(([field]) => field !== controlKey)) {
    if (isSettingName(name)) settings.set(name, readSetting(name, key, value, under(path, name), problems))
    else problems.push({ path: under(path, name), message: `one of ${settingNames.join(', ')} is expected here` })
  }
  return { key, control: readControl(raw, path, problems), settings }
}

const isSettingName = (name: string): name is SettingName => settingNames.some((one) => one === name)

function readSetting(name: SettingName, key: string, raw: unknown, path: string, problems: Problem[]): Setting {
  // Effective policies, as AWS prints them, have the value itself where others have an operator.
  const fields: Fields = isFields(raw) ? raw : { '@@assign': raw }
  const known = new Set<string>([controlKey, ...operators])
  for (const other of Object.keys(fields).filter((field) => !known.has(field))) {
    problems.push({ path: under(path, other), message: `one of ${[...known].join(', ')} is expected here` })
  }
  const changes = operators
    .filter((operator) => Object.hasOwn(fields, operator))
    .map((operator) => ({
      operator,
      values: readValues(name, key, operator, fields[operator], under(path, operator), problems),
    }))
  return { control: readControl(fields, path, problems), changes }
}

function readValues(
  name: SettingName,
  key: string,
  operator: Operator,
  raw: unknown,
  path: string,
  problems: Problem[],
): readonly string[] {
  const fault = name === 'tag_key' ? faultOfKey(key, operator, raw) : faultOfList(name, raw)
  if (fault !== null) problems.push({ path, message: fault })
  return (Array.isArray(raw) ? raw : [raw]).filter((value) => typeof value === 'string')
}

function faultOfKey(key: string, operator: Operator, raw: unknown): string | null {
  if (operator !== '@@assign') return 'a tag key has one value: only @@assign fits'
  if (typeof raw !== 'string') return 'a text is expected here'
  return raw.toLowerCase() === key.toLowerCase() ? null : `"${raw}" is not "${key}": only capitals may differ`
}

function faultOfList(name: SettingName, raw: unknown): string | null {
  if (!Array.isArray(raw) || !raw.every((value) => typeof value === 'string')) return 'a list of texts is expected here'
  if (name !== 'tag_value')
    return raw.every(isTypeName) ? null : 'types are written "service:kind" or "service:ALL_SUPPORTED"'
  const starry = raw.find((value) => value.split('*').length > 2)
  return starry === undefined ? null : `"${starry}" has more than the one * that AWS allows a value`
}

const isTypeName = (text: string): boolean => /^[A-Za-z0-9._-]+:(?:\*|[A-Za-z0-9._/:-]+)$/.test(text)

function readControl(fields: Fields, at: string, problems: Problem[]): Control {
  const raw = fields[controlKey]
  if (raw === undefined) return null
  const path = under(at, controlKey)
  const words = ['@@all', '@@none', ...operators]
  if (!Array.isArray(raw) || raw.length === 0 || !raw.every((word) => words.includes(word))) {
    problems.push({ path, message: `a list of ${words.join(', ')} is expected here` })
    return null
  }
  if (raw.includes('@@all')) return null
  return new Set(operators.filter((operator) => raw.includes(operator)))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
