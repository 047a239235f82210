// What a policy makes of a key, a type and a condition, looked up once instead of for every resource.

import { isProviderKey } from './resource.ts'
import type { CompiledCondition, KeyForm, Rule, Rules } from './rules.ts'

/**
 * What a key is to a rule: its own key, whose value is judged; an alias; equal but for case and separators; equal but
 * for case; forbidden; or what the rule's condition looks at.
 */
export const role = { value: 0, alias: 1, near: 2, twin: 3, forbidden: 4, condition: 5 } as const

export type KeyPlan = {
  /** False for the provider's keys, which follow no naming rules of ours. */
  readonly named: boolean
  readonly breaksNaming: boolean
  /** `slot * 8 + role` for every rule that has a use for the key; required tags come first, then optional ones. */
  readonly uses: readonly number[]
}

export function planKey(rules: Rules, key: string): KeyPlan {
  const named = !isProviderKey(key)
  const form = rules.keyForm(key)
  const uses = [
    ...rules.required.flatMap((rule, index) => rolesOf(rule, form).map((what) => index * 8 + what)),
    ...indexesWhere(rules.optional, ({ name }) => name === key).map(
      (at) => (rules.required.length + at) * 8 + role.value,
    ),
    ...indexesWhere(rules.forbidden, ({ name }) => name === key).map((at) => at * 8 + role.forbidden),
  ]
  return { named, breaksNaming: named && form.fault !== null, uses }
}

function rolesOf(rule: Rule, { key, lower, loose }: KeyForm): number[] {
  const exact = key === rule.name
  return [
    ...(exact ? [role.value] : []),
    ...(rule.aliases.includes(key) ? [role.alias] : []),
    ...(!exact && loose === rule.ownForm.loose ? [role.near] : []),
    ...(!exact && lower === rule.ownForm.lower ? [role.twin] : []),
    ...(rule.condition?.tag === key ? [role.condition] : []),
  ]
}

/** Which rules apply to a type, 1 for each that does. */
export type TypePlan = {
  readonly hasRequired: boolean
  readonly required: Uint8Array
  readonly optional: Uint8Array
  readonly forbidden: Uint8Array
  /** Required, then optional. */
  readonly slots: Uint8Array
}

export function planType({ required, optional, forbidden }: Rules, type: string): TypePlan {
  const applying = (list: readonly { appliesTo: (type: string) => boolean }[]) =>
    Uint8Array.from(list, (rule) => (rule.appliesTo(type) ? 1 : 0))
  return {
    hasRequired: required.some((rule) => rule.appliesTo(type)),
    required: applying(required),
    optional: applying(optional),
    forbidden: applying(forbidden),
    slots: applying([...required, ...optional]),
  }
}

/** A condition, and the rules whose error on its own tag leaves it undecided. */
export function planCondition(rules: Rules, { tag, answer }: CompiledCondition) {
  const isError = (rule: { name: string; severity: string }) => rule.name === tag && rule.severity === 'error'
  const slots = [...rules.required, ...rules.optional]
  return {
    answer,
    judges: indexesWhere(slots, (rule) => isError(rule) && rule.condition === null),
    forbidden: indexesWhere(rules.forbidden, isError),
  }
}

function indexesWhere<T>(list: readonly T[], holds: (item: T) => boolean): number[] {
  return list.flatMap((item, index) => (holds(item) ? [index] : []))
}
