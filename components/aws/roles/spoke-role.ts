import { Policy } from '@pulumi/aws/iam/policy.js'
import { Role } from '@pulumi/aws/iam/role.js'
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js'
import * as pulumi from '@pulumi/pulumi'
import type { Tags } from '../../tags.ts'
import { policyDocument } from '../policy-document.ts'

export interface SpokeRoleArgs {
  /** The same in every account: the hub is allowed this name. */
  readonly roleName: string
  readonly hubRoleArn: pulumi.Input<string>
  readonly externalId: string
  /** By name, whole: what may be read, and what is forbidden whatever else is granted. */
  readonly documents: Readonly<Record<string, object>>
  readonly tags: Tags
}

/** In another account, whose provider the component gets: the role through which that account is audited. */
export class SpokeRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>

  constructor(name: string, args: SpokeRoleArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:SpokeRole', name, {}, opts)
    const child = { parent: this }
    const { roleName, tags } = args
    const description = 'Lets Tagwarden read tags'
    const trust = { name: roleName, description, assumeRolePolicy: trustOfHub(args), tags }
    const role = new Role(name, trust, { ...child, deleteBeforeReplace: true })
    for (const [part, document] of Object.entries(args.documents)) {
      const policy = new Policy(`${name}-${part}`, { policy: pulumi.jsonStringify(document), tags }, child)
      new RolePolicyAttachment(`${name}-${part}-on`, { role: role.name, policyArn: policy.arn }, child)
    }
    this.arn = role.arn
    this.registerOutputs({ arn: this.arn })
  }
}

const trustOfHub = ({ hubRoleArn, externalId }: SpokeRoleArgs) =>
  policyDocument([
    {
      Sid: 'Hub',
      Effect: 'Allow',
      Principal: { AWS: hubRoleArn },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ])
