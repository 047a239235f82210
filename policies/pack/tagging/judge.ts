// A resource that is still to be made, judged by the function that judges everybody's resources.

import { evaluate, isInScope, type Violation } from '../../../server/core/evaluate.ts'
import { describeViolation } from '../../../server/core/explain.ts'
import type { Tags } from '../../../server/core/resource.ts'
import type { Rules } from '../../../server/core/rules.ts'
import type { Finding } from '../findings.ts'
import { isNotKnown } from '../values.ts'
import type { KnownTags, Subject } from './subject.ts'

/** Where a resource will be; empty where nobody says. */
export type Place = { readonly account: string; readonly region: string }

export function judgeTags(rules: Rules, urn: string, subject: Subject, place: Place, now: number): readonly Finding[] {
  const { type, tags } = subject
  if (isNotKnown(tags)) return [tags]
  const open = Object.keys(tags).filter((key) => isNotKnown(tags[key]))
  const resource = { id: urn, type, ...place, tags: asTexts(tags) }
  const here = everywhere(rules, place)
  const { verdict, violations } = evaluate(here, resource, now)
  const isOpen = ({ tag, rule }: Violation) => rule === 'empty_value' && open.includes(tag)
  const faults = verdict === 'violating' ? violations.filter((violation) => !isOpen(violation)) : []
  if (faults.some(({ severity, exemption }) => severity === 'error' && exemption === undefined))
    return faults.map((violation) => sentence(violation, subject))
  if (!isInScope(here, resource)) return []
  return asked(rules, type)
    .map((key) => tags[key])
    .filter(isNotKnown)
}

/** Keys whose value decides something about resources of a type. */
const asked = ({ required, optional }: Rules, type: string): readonly string[] =>
  [...required, ...optional]
    .filter((rule) => rule.appliesTo(type))
    .flatMap(({ name, condition }) => (condition === null ? [name] : [name, condition.tag]))

const sentence = (violation: Violation, { type, isMadeOfIt }: Subject) =>
  `${isMadeOfIt ? `${type} made of it, ` : ''}${violation.tag}: ${describeViolation(violation)}`

/** An empty value is judged by its key alone, and no condition holds by it. */
const asTexts = (tags: KnownTags): Tags =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, isNotKnown(value) ? '' : String(value)]))

/** A policy for some accounts or regions holds here too, where nobody says in which one this is. */
const everywhere = (rules: Rules, { account, region }: Place): Rules => ({
  ...rules,
  scope: {
    ...rules.scope,
    account: account === '' ? () => true : rules.scope.account,
    region: region === '' ? () => true : rules.scope.region,
  },
})
