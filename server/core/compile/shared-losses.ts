// Losses that several targets have in common.

import { compileGlobs } from '../glob.ts'
import type { Path } from '../policy-problems.ts'
import type { PolicyDocument, ValueRule } from '../policy-schema.ts'
import type { CompileOptions } from './compiled.ts'
import { type Loss, loss } from './loss.ts'

export const ruleLists = ['required_tags', 'optional_tags', 'forbidden_tags'] as const

/** For targets that know one degree of wrong and whose answer is "violating": warnings never make one. */
export function warningLosses(document: PolicyDocument): Loss[] {
  const silent = ruleLists.flatMap((list) =>
    document[list].flatMap(({ severity }, index) =>
      severity === 'warning'
        ? [
            loss([list, index, 'severity'], 'severity', 'a warning selects nothing, so the rule is left out', {
              effect: 'detail',
            }),
          ]
        : [],
    ),
  )
  return [
    ...silent,
    loss(['tag_naming_rules'], 'naming', 'these rules only give warnings, and warnings are left out', {
      effect: 'detail',
    }),
  ]
}

/** Every type pattern with its place; a rule for every type counts as `*`. */
export function typePatternsOf(document: PolicyDocument): { path: Path; pattern: string }[] {
  return ruleLists.flatMap((list) =>
    document[list].flatMap(({ applies_to }, index) =>
      applies_to === null
        ? [{ path: [list, index, 'applies_to'], pattern: '*' }]
        : applies_to.map((pattern, place) => ({ path: [list, index, 'applies_to', place], pattern })),
    ),
  )
}

/** The types that are compiled for: in the scope of the policy, and asked for. */
export function typeFilter(document: PolicyDocument, { types }: CompileOptions): (type: string) => boolean {
  const isAsked = types === undefined ? () => true : compileGlobs(types)
  const isInScope = document.scope.types === null ? () => true : compileGlobs(document.scope.types)
  return (type) => isAsked(type) && isInScope(type)
}

/** For AWS's own tools, which see no inventory of ours and no time. */
export function commonLosses(document: PolicyDocument, tool: string): Loss[] {
  const { exemptions, aliases, grace_period_hours, scope } = document
  return [
    loss([], 'managed', `${tool} also judges what the provider manages by itself`),
    ...exemptions.map((_, index) => loss(['exemptions', index], 'exemption', `${tool} has no exemptions`)),
    ...Object.keys(aliases).map((alias) =>
      loss(['aliases', alias], 'alias', `${tool} does not tell a deprecated key from a missing one`, {
        effect: 'detail',
      }),
    ),
    ...(grace_period_hours > 0 ? [loss(['grace_period_hours'], 'grace', `${tool} gives no grace`)] : []),
    ...(['accounts', 'regions', 'exclude'] as const).flatMap((list) =>
      limits(scope, list)
        ? [loss(['scope', list], 'scope', `${tool} judges wherever it is switched on; switch it on where it is meant`)]
        : [],
    ),
    loss(['tag_naming_rules'], 'naming', `${tool} has no rules about length and characters`, { effect: 'detail' }),
  ]
}

/** A `*` among accounts or regions takes all of them. */
const limits = (scope: PolicyDocument['scope'], list: 'accounts' | 'regions' | 'exclude'): boolean =>
  scope[list] !== null && (list === 'exclude' || !scope[list].includes('*'))

/** What about the values of a rule only Tagwarden, Rego and, mostly, Custodian can say. */
export function valueRuleLosses(tag: ValueRule, list: string, index: number, tool: string): Loss[] {
  const at = (field: string) => [list, index, field]
  return [
    ...(tag.validation_regex === null ? [] : [loss(at('validation_regex'), 'format', `${tool} has no patterns`)]),
    ...(tag.case_insensitive_values && tag.allowed_values !== null
      ? [loss(at('case_insensitive_values'), 'case_folding', `${tool} compares values letter by letter`)]
      : []),
    ...(tag.weight === 1 ? [] : [loss(at('weight'), 'detail', `${tool} ranks nothing`, { effect: 'detail' })]),
  ]
}
