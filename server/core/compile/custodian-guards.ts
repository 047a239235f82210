// Who is judged at all, in Cloud Custodian's words: scope, exemptions and grace.

import { compileGlobs } from '../glob.ts'
import type { PolicyDocument } from '../policy-schema.ts'
import type { CustodianResource } from './custodian-resources.ts'
import { all, any, type Filter, isAhead, isOlderThan, lacks, matches } from './filter.ts'
import { type Loss, loss } from './loss.ts'
import { anchored, globPattern } from './pattern-text.ts'
import type { Plain } from './yaml.ts'

type Exemption = PolicyDocument['exemptions'][number]

/** The resource's ARN is one of these. */
function hasArn(resource: CustodianResource, globs: readonly string[]): Filter {
  const { arn, type } = resource
  const possible = globs.filter((glob) => mayNameType(glob, type))
  if (possible.includes('*')) return true
  if (arn === null || possible.length === 0) return false
  const key = arn.prefix === undefined ? arn.attribute : `join('', ['${arn.prefix}', ${arn.attribute}])`
  return matches(key, anchored(possible.map((glob) => globPattern(glob, 'python')).join('|'), 'python'))
}

/** A glob that spells out another service never matches, so it need not be written. */
function mayNameType(glob: string, type: string): boolean {
  const [scheme = '', partition = '', service = ''] = glob.split(':')
  const spelledOut = !`${scheme}${partition}${service}`.includes('*') && glob.split(':').length > 3
  return !spelledOut || service === type.split(':', 1)[0]
}

const needsArn = (resource: CustodianResource, globs: readonly string[]): boolean =>
  resource.arn === null && globs.some((glob) => glob !== '*' && mayNameType(glob, resource.type))

const arnReason = 'Custodian does not know the ARN of these resources'

export function isExcluded(document: PolicyDocument, resource: CustodianResource): Filter {
  return hasArn(resource, document.scope.exclude ?? [])
}

/** An exemption in force covers faults of this tag; `null` asks for exemptions of every tag. */
export function isExempt(document: PolicyDocument, resource: CustodianResource, tag: string | null): Filter {
  const covering = document.exemptions.filter(({ tags }) => (tag === null ? tags === null : tags?.includes(tag)))
  return any(...covering.map((one) => all(isInForce(one), hasArn(resource, one.resources))))
}

// Python's dates are of the years 1 to 9999; policies run between.
function isInForce({ expires_at }: Exemption): Filter {
  if (!/^\d{4}-/.test(expires_at)) return !expires_at.startsWith('-')
  return expires_at >= '1970' && isAhead(expires_at)
}

export function guardLosses(document: PolicyDocument, resource: CustodianResource): Loss[] {
  const types = [resource.type]
  const { exclude, regions } = document.scope
  return [
    ...(needsArn(resource, exclude ?? [])
      ? [loss(['scope', 'exclude'], 'scope', `${arnReason}; none is left out`, { types })]
      : []),
    ...document.exemptions.flatMap((exemption, index) =>
      needsArn(resource, exemption.resources)
        ? [loss(['exemptions', index], 'exemption', `${arnReason}; they are not exempt`, { types })]
        : [],
    ),
    ...(document.grace_period_hours > 0 && resource.created === null
      ? [
          loss(['grace_period_hours'], 'grace', 'Custodian does not know when these were created; they get no grace', {
            types,
          }),
        ]
      : []),
    ...(regions !== null && !regions.includes('*') && resource.isGlobal
      ? [
          loss(['scope', 'regions'], 'scope', 'these have no region; they are taken to be in "global"', {
            effect: 'detail',
            types,
          }),
        ]
      : []),
  ]
}

/** Old enough to be judged; without a date there is no grace. */
export function isPastGrace(document: PolicyDocument, { created }: CustodianResource): Filter {
  if (document.grace_period_hours === 0 || created === null) return true
  return any(lacks(created), isOlderThan(created, document.grace_period_hours / 24))
}

/** Custodian's own conditions: where the policy runs at all. `null`: nowhere. */
export function runConditions(document: PolicyDocument, resource: CustodianResource): Plain[] | null {
  const { accounts, regions } = document.scope
  if (resource.isGlobal && regions !== null && !compileGlobs(regions)('global')) return null
  const byRegion = resource.isGlobal || resource.type === 's3:bucket' ? null : regions
  return [...placeCondition('account_id', accounts), ...placeCondition('region', byRegion)]
}

function placeCondition(key: string, globs: readonly string[] | null): Plain[] {
  if (globs === null || globs.includes('*')) return []
  const condition = matches(key, anchored(globs.map((glob) => globPattern(glob, 'python')).join('|'), 'python'))
  return typeof condition === 'boolean' ? [] : [condition]
}

/** Custodian lists all buckets wherever it runs; each is judged by its own region. */
export function isInBucketRegion(document: PolicyDocument, { type }: CustodianResource): Filter {
  const { regions } = document.scope
  if (type !== 's3:bucket' || regions === null || regions.includes('*')) return true
  const pattern = anchored(regions.map((glob) => globPattern(glob, 'python')).join('|'), 'python')
  return matches("Location.LocationConstraint || 'us-east-1'", pattern)
}
