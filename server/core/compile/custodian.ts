// The policy for Cloud Custodian: one policy a resource type, whose filters select what our audit calls violating.

import { compileGlobs } from '../glob.ts'
import type { PolicyDocument } from '../policy-schema.ts'
import { knownTypes } from '../resource-types.ts'
import { compileRules } from '../rules.ts'
import type { Compiled, CompiledFile, CompileOptions } from './compiled.ts'
import { actionLosses, defaultTags, markActions } from './custodian-actions.ts'
import {
  absenceLosses,
  conditionLosses,
  isDemanded,
  placedRules,
  requiredFault,
  type Translation,
  valueFault,
  valueLosses,
} from './custodian-faults.ts'
import { guardLosses, isExcluded, isExempt, isInBucketRegion, isPastGrace, runConditions } from './custodian-guards.ts'
import { type CustodianResource, custodianResources } from './custodian-resources.ts'
import { all, any, type Filter, isPresent, not } from './filter.ts'
import { type Loss, loss, mergeLosses } from './loss.ts'
import { typeFilter, typePatternsOf, warningLosses } from './shared-losses.ts'
import { type Plain, toYaml } from './yaml.ts'

const header = `# Selects what Tagwarden calls violating. Look first: custodian run --dryrun -s out FILE
# Tested with Cloud Custodian 0.9.53.
`

export function compileCustodian(document: PolicyDocument, options: CompileOptions): Compiled {
  const rules = compileRules({ document, hash: '' })
  const isWanted = typeFilter(document, options)
  const resources = custodianResources.filter(({ type }) => isWanted(type))
  const policies = resources.flatMap((resource) => {
    const translation = { rules, document, type: resource.type }
    return policiesFor(translation, resource, options).map((policy) => ({ service: serviceOf(resource), policy }))
  })
  const losses = [
    ...standingLosses,
    ...warningLosses(document),
    ...typeLosses(document, isWanted),
    ...actionLosses(rules, document, options),
    ...resources.flatMap((resource) => lossesFor({ rules, document, type: resource.type }, resource)),
  ]
  return {
    files: filesByService(policies),
    losses: withoutFullLists(mergeLosses(losses), new Set(resources.map(({ type }) => type))),
  }
}

const serviceOf = ({ type }: CustodianResource): string => type.split(':', 1)[0] ?? ''

/** Custodian compares every policy of a file with every type in it, so one file of all takes minutes to load. */
function filesByService(policies: readonly { readonly service: string; readonly policy: Plain }[]): CompiledFile[] {
  const services = Map.groupBy(policies, ({ service }) => service)
  return [...services].map(([service, members]) => ({
    name: `custodian-${service}.yml`,
    mediaType: 'application/yaml',
    text: `${header}${toYaml({ policies: members.map(({ policy }) => policy) })}`,
  }))
}

function policiesFor(translation: Translation, resource: CustodianResource, options: CompileOptions): Plain[] {
  const { document } = translation
  const conditions = runConditions(document, resource)
  if (conditions === null) return []
  const judged = all(
    not(isExcluded(document, resource)),
    isInBucketRegion(document, resource),
    not(isExempt(document, resource, null)),
    isPastGrace(document, resource),
  )
  const name = `tagwarden-${resource.type.replaceAll(/[^A-Za-z0-9]+/g, '-')}-${resource.name}`
  const selected = all(judged, anyError(translation, resource))
  const policy = onePolicy(name, resource, conditions, selected, markActions(document, options))
  const defaults = defaultTags(translation, options).flatMap(({ tag, applies, actions }, index) => {
    const filter = all(judged, not(isExempt(document, resource, tag)), applies)
    return onePolicy(`${name}-default-${index + 1}`, resource, conditions, filter, actions)
  })
  return [...policy, ...defaults]
}

function onePolicy(
  name: string,
  { name: resource }: CustodianResource,
  conditions: readonly Plain[],
  filter: Filter,
  actions: readonly Plain[],
): Plain[] {
  if (filter === false) return []
  return [
    {
      name,
      resource: `aws.${resource}`,
      ...(conditions.length === 0 ? {} : { conditions }),
      filters: filter === true ? [] : 'and' in filter ? (filter.and ?? []) : [filter],
      ...(actions.length === 0 ? {} : { actions }),
    },
  ]
}

/** Some error that no exemption of its own tag covers. */
function anyError(translation: Translation, resource: CustodianResource): Filter {
  const { rules, document, type } = translation
  const unless = (tag: string, fault: Filter) => all(fault, not(isExempt(document, resource, tag)))
  const required = errorsOf(translation, 'required_tags').map((placed) => {
    const fault = requiredFault(translation, placed)
    return unless(placed.written.name, all(isDemanded(translation, placed), fault))
  })
  const optional = errorsOf(translation, 'optional_tags').map((placed) => {
    const { name } = placed.written
    return unless(name, all(isPresent(name), valueFault(placed)))
  })
  const forbidden = rules.forbidden
    .filter((rule) => rule.severity === 'error' && rule.appliesTo(type))
    .map(({ name }) => unless(name, isPresent(name)))
  return any(...required, ...optional, ...forbidden)
}

const errorsOf = (translation: Translation, list: 'required_tags' | 'optional_tags') =>
  placedRules(translation, list).filter(({ rule }) => rule.severity === 'error')

function lossesFor(translation: Translation, resource: CustodianResource): Loss[] {
  const { type, document } = translation
  const required = errorsOf(translation, 'required_tags')
  return [
    ...required.flatMap((placed) => [
      ...valueLosses(placed, type),
      ...conditionLosses(placed, type),
      ...absenceLosses(translation, placed, type),
    ]),
    ...errorsOf(translation, 'optional_tags').flatMap((placed) => valueLosses(placed, type)),
    ...guardLosses(document, resource),
  ]
}

const standingLosses: readonly Loss[] = [
  loss([], 'managed', 'Custodian also judges what the provider manages by itself'),
  loss([], 'unreadable', 'where Custodian cannot read tags it stops, or takes them for none; nothing is "unknown"'),
]

/** Types the policy speaks of that Custodian has no name for. */
function typeLosses(document: PolicyDocument, wanted: (type: string) => boolean): Loss[] {
  const covered = new Set(custodianResources.map(({ type }) => type))
  return typePatternsOf(document).flatMap(({ path, pattern }) => {
    const isExact = !pattern.includes('*')
    const named = isExact ? [pattern] : knownTypes.filter(compileGlobs([pattern]))
    const types = named.filter((type) => wanted(type) && !covered.has(type))
    if (types.length === 0) return []
    return [loss(path, 'type', 'Custodian has no such resource, or does not read its tags', { types })]
  })
}

/** A loss of every compiled type is simply everywhere. */
function withoutFullLists(losses: readonly Loss[], types: ReadonlySet<string>): Loss[] {
  return losses.map((one) =>
    one.types !== null && one.rule !== 'type' && one.types.length === types.size ? { ...one, types: null } : one,
  )
}
