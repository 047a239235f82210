// Places in moto to fill, and what filling them gave.

import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { ownAccount, ownCredentials } from './collect.ts'
import { type Expected, type Ground, type Seed, there } from './seed.ts'

export type Made = Expected & { readonly account: string; readonly region: string }

export async function fill(ground: Ground, seeds: readonly Seed[]): Promise<Made[]> {
  const { account, region } = ground
  const made: Made[] = []
  for (const seed of seeds) made.push(...(await seed(ground)).map((one) => ({ region, ...one, account })))
  return made
}

export async function groundOf(account: string, region: string, partition = 'aws'): Promise<Ground> {
  return {
    ...{ partition, account, region, config: { region, credentials: await credentialsIn(account, region, partition) } },
    arn: (service, resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`,
  }
}

async function credentialsIn(account: string, region: string, partition: string) {
  if (account === ownAccount) return ownCredentials
  const sts = new STSClient({ region, credentials: ownCredentials })
  const input = { RoleArn: `arn:${partition}:iam::${account}:role/seed`, RoleSessionName: 'seed' }
  const { Credentials } = await sts.send(new AssumeRoleCommand(input))
  return {
    accessKeyId: there(Credentials?.AccessKeyId),
    secretAccessKey: there(Credentials?.SecretAccessKey),
    sessionToken: there(Credentials?.SessionToken),
  }
}
