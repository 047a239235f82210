import { Alias, type AliasArgs } from '@pulumi/aws/kms/alias.js'
import { Key } from '@pulumi/aws/kms/key.js'
import type * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../physical-name.ts'
import { dataOptions } from './data-options.ts'
import type { Place } from './place.ts'
import { policyDocument, type Statement } from './policy-document.ts'

export interface KeyUse {
  readonly place: Place
  /** What its alias ends in. */
  readonly role: string
  readonly description: string
  readonly uses: readonly Statement[]
  readonly keepData: boolean
}

/** A key of ours and its alias; the key is `name`. */
export function makeKey(name: string, { place, role, ...use }: KeyUse, parent: pulumi.Resource): Key {
  const key = new Key(
    name,
    {
      description: use.description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyDocument([administration(place), ...use.uses]),
      tags: place.tags,
    },
    { parent, ...dataOptions(use.keepData) },
  )
  const alias: AliasArgs = { name: physicalName('alias', place.stack, role), targetKeyId: key.keyId }
  new Alias(`${name}-alias`, alias, { parent })
  return key
}

export const keyUse = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey']

const administration = ({ partition, account }: Place): Statement => ({
  Sid: 'Administration',
  Effect: 'Allow',
  Principal: { AWS: `arn:${partition}:iam::${account}:root` },
  Action: 'kms:*',
  Resource: '*',
})

/** Whoever of this account works with these services, and only through them. */
export const throughServices = ({ account, region }: Place, services: readonly string[]): Statement => ({
  Sid: 'ThroughServices',
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: [...keyUse, 'kms:CreateGrant'],
  Resource: '*',
  Condition: {
    StringEquals: {
      'kms:CallerAccount': account,
      'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`),
    },
  },
})
