// What Cloud Custodian may do about it. Nothing here ever replaces a value that is valid.

import type { PolicyDocument } from '../policy-schema.ts'
import { namingFault, type Rules } from '../rules.ts'
import type { CompileOptions } from './compiled.ts'
import {
  isBlankTag,
  isDemanded,
  isMissingAltogether,
  type PlacedRule,
  placedRules,
  type Translation,
} from './custodian-faults.ts'
import { all, any, type Filter } from './filter.ts'
import { type Loss, loss } from './loss.ts'
import type { Plain } from './yaml.ts'

const mark = { type: 'tag', key: 'tagwarden-verdict', value: 'violating' } as const

export function markActions(document: PolicyDocument, { action }: CompileOptions): Plain[] {
  return action === 'mark' && !isTaken(document) ? [mark] : []
}

/** A tag the policy itself speaks of is never used as a mark. */
function isTaken({ required_tags, optional_tags, forbidden_tags }: PolicyDocument): boolean {
  return [...required_tags, ...optional_tags, ...forbidden_tags].some(({ name }) => name === mark.key)
}

export type DefaultTag = { readonly tag: string; readonly applies: Filter; readonly actions: Plain[] }

/** Where the tag is missing under every name, or empty where empty is wrong: the default of the options. */
export function defaultTags(translation: Translation, options: CompileOptions): DefaultTag[] {
  return placedRules(translation, 'required_tags').flatMap((placed) => {
    const value = defaultFor(translation.rules, placed, options)
    if (value === undefined) return []
    const tag = placed.written.name
    const empty = placed.written.allow_empty ? false : isBlankTag(tag)
    const applies = all(isDemanded(translation, placed), any(isMissingAltogether(placed), empty))
    return applies === false ? [] : [{ tag, applies, actions: [{ type: 'tag', key: tag, value }] }]
  })
}

function defaultFor(rules: Rules, { rule }: PlacedRule, { action, defaults = {} }: CompileOptions): string | undefined {
  if (action !== 'tag-default' || !Object.hasOwn(defaults, rule.name)) return undefined
  const value = defaults[rule.name]
  return value !== undefined && faultOfDefault(rules, rule, value) === null ? value : undefined
}

function faultOfDefault(rules: Rules, rule: PlacedRule['rule'], value: string): string | null {
  if (rule.valueFaults(value) !== 0 || namingFault('value', value, rules.naming) !== null)
    return 'the policy does not allow it'
  return /[{}]/.test(rule.name + value) ? 'Custodian would expand its braces' : null
}

export function actionLosses(
  rules: Rules,
  document: PolicyDocument,
  { action, defaults = {} }: CompileOptions,
): Loss[] {
  if (action === 'mark') {
    const reason = `the policy has a rule for "${mark.key}", so nothing is marked`
    return isTaken(document) ? [loss([], 'action', reason, { effect: 'detail' })] : []
  }
  if (action !== 'tag-default') return []
  const unknown = Object.keys(defaults).filter((tag) => !rules.required.some(({ name }) => name === tag))
  return [
    ...unknown.map((tag) =>
      loss([], 'action', `"${tag}" is no required tag, so it gets no default`, { effect: 'detail' }),
    ),
    ...rules.required.flatMap((rule, index) => {
      const value = Object.hasOwn(defaults, rule.name) ? defaults[rule.name] : undefined
      if (value === undefined)
        return [loss(['required_tags', index], 'action', 'no default is given for it', { effect: 'detail' })]
      const fault = faultOfDefault(rules, rule, value)
      return fault === null
        ? []
        : [loss(['required_tags', index], 'action', `its default is not used: ${fault}`, { effect: 'detail' })]
    }),
  ]
}
