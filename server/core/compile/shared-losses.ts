// Losses that several targets have in common.

import type { Path } from '../policy-problems.ts'
import type { PolicyDocument } from '../policy-schema.ts'
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
