import { Policy } from '@pulumi/aws/iam/policy.js'
import { Role } from '@pulumi/aws/iam/role.js'
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../place.ts'
import { policyDocument, type Statement } from '../policy-document.ts'

export interface AuditRoleArgs {
  readonly place: Place
  /** Policy that says who takes the role, and on whose behalf. */
  readonly trust: pulumi.Input<string>
  /** Other accounts to audit, through their role TagAuditReader. */
  readonly accounts: readonly string[]
  readonly externalId: string | undefined
  /** What it reads, as two policies, and the writes it is denied. */
  readonly rights: Readonly<Record<'core' | 'extended' | 'tagWrites', readonly string[]>>
  /** Keys that the role may use all the same. */
  readonly ownKeyArns: readonly pulumi.Input<string>[]
  /** Secrets and parameters that it may read all the same, where the server starts with this very role. */
  readonly ownContentArns: readonly pulumi.Input<string>[]
}

/** Reads what an audit needs, in this account and the named others. Cannot write a tag, whatever else is granted. */
export class AuditRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>
  readonly roleName: pulumi.Output<string>

  constructor(name: string, args: AuditRoleArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:AuditRole', name, {}, opts)
    if (args.accounts.length > 0 && !args.externalId) throw new Error('AuditRole.externalId: needed with accounts')
    const { place, rights } = args
    const trusted = { assumeRolePolicy: args.trust, description: 'Audits tags', tags: place.tags }
    const role = new Role(name, trusted, { parent: this })
    const attach = (part: string, statements: readonly Statement[]) => {
      const policy = { description: `Audit: ${part}`, policy: policyDocument(statements), tags: place.tags }
      const { arn } = new Policy(`${name}-${part}`, policy, { parent: this })
      new RolePolicyAttachment(`${name}-${part}-on`, { role: role.name, policyArn: arn }, { parent: this })
    }
    attach('core', [read('Core', rights.core), ...reachOthers(args)])
    const extended = rights.extended.filter((action) => action !== gatewayRead)
    attach('extended', [read('Extended', extended), readGateways(place)])
    attach('never', neverAllowed(args))
    this.arn = role.arn
    this.roleName = role.name
    this.registerOutputs({ arn: this.arn, roleName: this.roleName })
  }
}

const read = (Sid: string, Action: readonly string[]): Statement => ({ Sid, Effect: 'Allow', Action, Resource: '*' })

/** API Gateway has one read action; the paths tell what may be read. */
const gatewayRead = 'apigateway:GET'
const gatewayPaths = ['/restapis*', '/apis*', '/tags/*']

const readGateways = ({ partition }: Place): Statement => ({
  Sid: 'Gateways',
  Effect: 'Allow',
  Action: gatewayRead,
  Resource: gatewayPaths.map((path) => `arn:${partition}:apigateway:*::${path}`),
})

const readerOf = (partition: string) => (account: string) => `arn:${partition}:iam::${account}:role/TagAuditReader`

function reachOthers({ place, accounts, externalId }: AuditRoleArgs): Statement[] {
  if (accounts.length === 0 || externalId === undefined) return []
  return [
    {
      Sid: 'OtherAccounts',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: accounts.map(readerOf(place.partition)),
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ]
}

function neverAllowed({ place, accounts, ownKeyArns, ownContentArns, rights }: AuditRoleArgs): Statement[] {
  const deny = (Sid: string, Action: readonly string[]): Statement => ({ Sid, Effect: 'Deny', Action, Resource: '*' })
  const contents = ['s3:GetObject', 'secretsmanager:GetSecretValue', 'ssm:GetParameter*']
  const foreign = ownContentArns.length === 0 ? { Resource: '*' } : { NotResource: ownContentArns }
  const others = accounts.length === 0 ? { Resource: '*' } : { NotResource: accounts.map(readerOf(place.partition)) }
  return [
    deny('WriteTags', rights.tagWrites),
    { Sid: 'ReadContents', Effect: 'Deny', Action: contents, ...foreign },
    deny('Identities', ['iam:*']),
    { Sid: 'ForeignKeys', Effect: 'Deny', Action: 'kms:Decrypt', NotResource: ownKeyArns },
    { Sid: 'ForeignRoles', Effect: 'Deny', Action: 'sts:AssumeRole', ...others },
  ]
}
