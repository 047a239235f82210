// What one policy says that another does not, in words.

import { byText } from './order.ts'
import type { Policy } from './policy.ts'
import type { PolicyDocument } from './policy-schema.ts'

export type PolicyChange = {
  readonly change: 'added' | 'removed' | 'changed'
  readonly what: 'tag' | 'alias' | 'exemption' | 'setting'
  readonly name: string
  readonly words: string
}

type Fields = Readonly<Record<string, unknown>>
type Entry = { readonly what: PolicyChange['what']; readonly name: string; readonly fields: Fields }

/** Empty for policies of one hash; also where only the order of rules differs. */
export function diffPolicies(before: Policy, after: Policy): PolicyChange[] {
  const old = entriesOf(before.document)
  const now = entriesOf(after.document)
  const keys = new Set([...old.keys(), ...now.keys()])
  return [...keys].flatMap((key) => changeOf(old.get(key), now.get(key)))
}

function changeOf(old: Entry | undefined, now: Entry | undefined): PolicyChange[] {
  if (old === undefined && now !== undefined) return [changed('added', now, describe(now))]
  if (old !== undefined && now === undefined) return [changed('removed', old, describe(old))]
  if (old === undefined || now === undefined) return []
  const words = fieldNames(old.fields, now.fields).flatMap((field) =>
    fieldWords(field, old.fields[field], now.fields[field]),
  )
  return words.length === 0 ? [] : [changed('changed', now, words.join('; '))]
}

const changed = (change: PolicyChange['change'], { what, name }: Entry, words: string): PolicyChange => ({
  ...{ change, what, name, words },
})

function entriesOf(document: PolicyDocument): Map<string, Entry> {
  const rules = [
    ...document.required_tags.map((rule) => ({ standing: 'required', ...rule })),
    ...document.optional_tags.map((rule) => ({ standing: 'optional', ...rule })),
    ...document.forbidden_tags.map((rule) => ({ standing: 'forbidden', ...rule })),
  ]
  const { version, grace_period_hours, tag_naming_rules, scope, exemptions, aliases } = document
  const settings = Object.entries({ version, grace_period_hours, ...tag_naming_rules, ...prefixed('scope', scope) })
  const entries: readonly (readonly [key: string, entry: Entry])[] = [
    ...rules.map((rule) => [keyOf(rule, rules), { what: 'tag', name: rule.name, fields: rule }] as const),
    ...Object.entries(aliases).map(([key, tag]) => entry('alias', key, { stands_for: tag })),
    ...exemptions.map((exemption) => entry('exemption', exemption.id ?? '', exemption)),
    ...settings.map(([name, value]) => entry('setting', name, { value })),
  ]
  return new Map(entries)
}

const entry = (what: Entry['what'], name: string, fields: Fields) =>
  [JSON.stringify([what, name]), { what, name, fields }] as const

const prefixed = (prefix: string, fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value]))

/** Two rules of one name are told apart by the types they are for. */
function keyOf(rule: { name: string; applies_to: string[] | null }, all: readonly { name: string }[]): string {
  const isAlone = all.filter(({ name }) => name === rule.name).length === 1
  return JSON.stringify(['tag', rule.name, ...(isAlone ? [] : [rule.applies_to?.toSorted() ?? []])])
}

/** Said by the name, or without a meaning of their own. */
const silent = new Set(['name', 'id', 'description'])

const fieldNames = (...sides: readonly Fields[]): string[] =>
  [...new Set(sides.flatMap(Object.keys))].filter((field) => !silent.has(field))

function fieldWords(field: string, old: unknown, now: unknown): string[] {
  if (Array.isArray(old) && Array.isArray(now)) return listWords(field, old, now)
  return say(old) === say(now) ? [] : [`${label(field)} ${say(now)}, was ${say(old)}`]
}

function listWords(field: string, old: readonly unknown[], now: readonly unknown[]): string[] {
  const added = now.filter((value) => !old.includes(value))
  const removed = old.filter((value) => !now.includes(value))
  return [
    ...(added.length > 0 ? [`${label(field)} now also ${added.map(say).join(', ')}`] : []),
    ...(removed.length > 0 ? [`${label(field)} no longer ${removed.map(say).join(', ')}`] : []),
  ]
}

/** Fields that say something: not absent, not what every rule says. */
function describe({ fields }: Entry): string {
  const usual: Fields = { severity: 'error', regex_mode: 'full', weight: 1 }
  return fieldNames(fields)
    .filter((field) => fields[field] !== null && fields[field] !== false && fields[field] !== usual[field])
    .toSorted((a, b) => Number(b === 'standing') - Number(a === 'standing') || byText(a, b))
    .map((field) => (field === 'standing' ? say(fields[field]) : `${label(field)} ${say(fields[field])}`))
    .join('; ')
}

const label = (field: string): string => field.replaceAll('_', ' ')

function say(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.map(say).join(', ')
  return typeof value === 'string' && /^[\w.:*-]+$/.test(value) ? value : JSON.stringify(value)
}
