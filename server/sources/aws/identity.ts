// Who we are and where: the calls that come before any listing.

import type * as Account from '@aws-sdk/client-account'
import type * as Ec2 from '@aws-sdk/client-ec2'
import type * as Sts from '@aws-sdk/client-sts'
import { parseArn } from '../../core/arn.ts'
import { AppError } from '../../core/errors.ts'
import type { Clients, Where } from './clients.ts'
import { type Calls, type Credentials, defineService, type Service } from './service.ts'

export const sts = defineService({
  name: 'sts',
  load: () => import('@aws-sdk/client-sts'),
  connect: (sdk, config) => new sdk.STSClient(config),
  kinds: [],
})
const ec2 = defineService({
  name: 'ec2-regions',
  load: () => import('@aws-sdk/client-ec2'),
  connect: (sdk, config) => new sdk.EC2Client(config),
  kinds: [],
})
const account = defineService({
  name: 'account',
  load: () => import('@aws-sdk/client-account'),
  connect: (sdk, config) => new sdk.AccountClient(config),
  kinds: [],
})

/** What the calls of this file need. */
export const identityCalls = {
  GetCallerIdentity: 'sts:GetCallerIdentity',
  AssumeRole: 'sts:AssumeRole',
  DescribeRegions: 'ec2:DescribeRegions',
  ListRegions: 'account:ListRegions',
} satisfies Calls

export type Asking = { readonly clients: Clients; readonly signal: AbortSignal }

async function ask<Sdk, Answer>(
  { clients, signal }: Asking,
  service: Service,
  where: Where,
  command: (sdk: Sdk) => object,
): Promise<Answer> {
  const connection = await clients.connect(service, where)
  const client = clients.guard(connection, identityCalls, signal, 'identity')
  // The service was loaded by its own `load`, and a command says what its answer is.
  return (await client.send(command(connection.sdk as Sdk) as never)) as Answer
}

export type Identity = { readonly account: string; readonly partition: string }

export async function callerIdentity(asking: Asking, where: Where): Promise<Identity> {
  const { Arn = '' } = await ask<typeof Sts, Sts.GetCallerIdentityCommandOutput>(
    asking,
    sts,
    where,
    (sdk) => new sdk.GetCallerIdentityCommand({}),
  )
  const arn = parseArn(Arn)
  if (!arn) throw new AppError('internal_error', 'AWS does not say which account the credentials are of.')
  return { account: arn.account, partition: arn.partition }
}

export async function assumeRole(
  asking: Asking,
  where: Where,
  input: Sts.AssumeRoleCommandInput,
): Promise<Credentials> {
  const { Credentials: given } = await ask<typeof Sts, Sts.AssumeRoleCommandOutput>(
    asking,
    sts,
    where,
    (sdk) => new sdk.AssumeRoleCommand(input),
  )
  if (!given?.AccessKeyId || !given.SecretAccessKey) throw new AppError('internal_error', 'AWS gave no credentials.')
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
    ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
  }
}

/** Those that are enabled, asked of EC2 and, where that is not allowed, of the account service. */
export async function enabledRegions(asking: Asking, where: Where): Promise<readonly string[]> {
  try {
    const answer = await ask<typeof Ec2, Ec2.DescribeRegionsCommandOutput>(
      asking,
      ec2,
      where,
      (sdk) => new sdk.DescribeRegionsCommand({ AllRegions: false }),
    )
    const enabled = (answer.Regions ?? []).filter(({ OptInStatus }) => OptInStatus !== 'not-opted-in')
    return enabled.flatMap(({ RegionName }) => RegionName ?? []).toSorted()
  } catch (error) {
    asking.signal.throwIfAborted()
    return await regionsOfAccountService(asking, where).catch(() => {
      // The first way is the one to grant, so its failure is the one to tell.
      throw error
    })
  }
}

async function regionsOfAccountService(asking: Asking, where: Where): Promise<readonly string[]> {
  const names: string[] = []
  let token: string | undefined
  do {
    const input: Account.ListRegionsCommandInput = {
      ...{ RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'], MaxResults: 50, NextToken: token },
    }
    const answer: Account.ListRegionsCommandOutput = await ask<typeof Account, Account.ListRegionsCommandOutput>(
      asking,
      account,
      where,
      (sdk) => new sdk.ListRegionsCommand(input),
    )
    names.push(...(answer.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []))
    if (answer.NextToken !== undefined && answer.NextToken === token) throw new Error('a page token came twice')
    token = answer.NextToken
  } while (token)
  return names.toSorted()
}
