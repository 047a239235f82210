// The least rights for an audit, made from what the registry declares: nobody writes a second list that ages.

import { AppError } from '../../core/errors.ts'
import { listings } from './registry.ts'
import { actionsOf } from './session-policy.ts'
import { enterActions, organizationActions, standingActions } from './standing-calls.ts'
import { writeDocument } from './tag-rights.ts'
import { secretReads, tagWritesOf } from './tag-writes.ts'

type Statement = {
  readonly Sid: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string
  readonly Condition?: object
}
export type PolicyDocument = { readonly Version: '2012-10-17'; readonly Statement: readonly Statement[] }

export const policyNames = ['core', 'extended', 'deny', 'hub'] as const
/** Two for reading, one that forbids, and one for the account that takes the roles of the others. */
export type Policies = Readonly<Record<(typeof policyNames)[number], PolicyDocument>>

export type PolicyOptions = {
  /** As in types, `rds` of `rds:db`; empty: every one. */
  readonly services: readonly string[]
  readonly costs: boolean
  readonly role: string
}

/** Characters that AWS takes for one managed policy, blanks not counted. */
export const longestPolicy = 6144

export const defaultRole = 'TagAuditReader'

/** Of Cost Explorer: each of these costs money per request, so that it is asked for by name. */
export const costActions: readonly string[] = [
  'ce:GetCostAndUsage',
  'ce:GetCostAndUsageWithResources',
  'ce:GetDimensionValues',
  'ce:ListCostAllocationTags',
]

/** What costs most stands in the first of the two, so that it alone is worth having. */
const coreServices = new Set([
  ...['account', 'autoscaling', 'ce', 'dynamodb', 'ec2', 'ecs', 'eks', 'elasticache', 'elasticloadbalancing', 'lambda'],
  ...['memorydb', 'rds', 'resource-explorer-2', 's3', 'sts', 'tag'],
])

/** An action that is one for everything of its service is narrowed to what has tags. */
const narrowed: Readonly<Record<string, readonly string[]>> = {
  'apigateway:GET': ['restapis*', 'apis*', 'tags/*'].map((path) => `arn:*:apigateway:*::/${path}`),
}

export const auditedServices: readonly string[] = [
  ...new Set(listings.map(({ kind }) => serviceOf(kind.type))),
].toSorted()

export type AuditRights = Readonly<Record<'core' | 'extended' | 'tagWrites', readonly string[]>>

/** The actions behind the documents: what is read, in two groups, and the writes of the same services. */
export function auditRights({ services, costs }: Omit<PolicyOptions, 'role'>): AuditRights {
  const unknown = services.filter((service) => !auditedServices.includes(service))
  if (unknown.length > 0)
    throw new AppError('bad_usage', `Nothing is listed of ${unknown.join(', ')}.`, {
      hint: `There are: ${auditedServices.join(', ')}.`,
    })
  const chosen = listings.filter(({ kind }) => services.length === 0 || services.includes(serviceOf(kind.type)))
  const listed = chosen.flatMap(({ kind }) => actionsOf(kind.calls))
  const actions = [...new Set([...standingActions, ...listed, ...(costs ? costActions : [])])].toSorted()
  const isCore = (action: string) => coreServices.has(serviceOf(action))
  return {
    core: actions.filter(isCore),
    extended: actions.filter((action) => !isCore(action)),
    tagWrites: tagWritesOf(actions.map(serviceOf)),
  }
}

export function iamPolicies({ role, ...options }: PolicyOptions): Policies {
  const { core, extended, tagWrites } = auditRights(options)
  const roles = `arn:*:iam::*:role/${role}`
  return {
    core: checked('core', allowing(core)),
    extended: checked('extended', allowing(extended)),
    deny: checked('deny', denying(tagWrites, roles)),
    hub: checked('hub', entering(roles)),
  }
}

/** For the role of WRITE_ROLE_ARN, which is another one than that of the audit. */
export function writePolicy({ services }: Pick<PolicyOptions, 'services'>, keys: readonly string[]): PolicyDocument {
  const chosen = listings.filter(({ kind }) => services.length === 0 || services.includes(serviceOf(kind.type)))
  const named = chosen.flatMap(({ kind }) => actionsOf(kind.calls)).map(serviceOf)
  return checked('write', writeDocument(named, keys).Statement)
}

function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(':'))
}

/** A statement a service, so that one can be taken out by hand; its cells then say so. */
function allowing(actions: readonly string[]): Statement[] {
  return [...Map.groupBy(actions, (action) => (Object.hasOwn(narrowed, action) ? action : serviceOf(action)))].map(
    ([key, members]) => ({
      ...{ Sid: sidOf(serviceOf(`${key}:`)), Effect: 'Allow', Action: members },
      Resource: narrowed[key] ?? '*',
    }),
  )
}

/** Letters and digits only. */
const sidOf = (service: string): string =>
  `Read${service.replace(/(^|-)([a-z\d])/g, (_, __, letter: string) => letter.toUpperCase())}`

function denying(tagWrites: readonly string[], roles: string): Statement[] {
  return [
    { Sid: 'NoTagWrites', Effect: 'Deny', Action: tagWrites, Resource: '*' },
    { Sid: 'NoSecrets', Effect: 'Deny', Action: secretReads, Resource: '*' },
    { Sid: 'NoOtherRoles', Effect: 'Deny', Action: enterActions, NotResource: roles },
  ]
}

function entering(roles: string): Statement[] {
  const enter = [...enterActions, 'sts:SetSourceIdentity']
  return [
    { Sid: 'EnterSpokes', Effect: 'Allow', Action: enter, Resource: roles },
    { Sid: 'FindAccounts', Effect: 'Allow', Action: organizationActions, Resource: '*' },
  ]
}

function checked(name: string, statements: readonly Statement[]): PolicyDocument {
  const document: PolicyDocument = { Version: '2012-10-17', Statement: statements }
  const { length } = JSON.stringify(document)
  if (length <= longestPolicy) return document
  throw new AppError(
    'payload_too_large',
    `The policy "${name}" has ${length} characters; AWS takes ${longestPolicy}.`,
    {
      hint: 'Make one for some of the services, with --services.',
    },
  )
}
