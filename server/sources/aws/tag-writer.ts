// The one place that writes to AWS: tags, by the tagging API, as the role for writes. Our own credentials take that role
// and do nothing else here.

import type * as Rgt from '@aws-sdk/client-resource-groups-tagging-api'
import { canonicalArn, parseArn } from '../../core/arn.ts'
import { AppError } from '../../core/errors.ts'
import type { Tags } from '../../core/resource.ts'
import type { TagSession, TagWriter } from '../../ports.ts'
import { ownCredentials, type Provider, renewed } from './accounts.ts'
import { type Clients, createClients, faultOfCall } from './clients.ts'
import { assumeRole } from './identity.ts'
import { createLimits } from './limits.ts'
import { homeOf } from './plan.ts'
import { type Calls, tagsFrom } from './service.ts'
import { longestSessionPolicy } from './session-policy.ts'
import { writeDocument } from './tag-rights.ts'
import { taggingService } from './tagging-api.ts'

const calls = { GetResources: 'tag:GetResources', TagResources: 'tag:TagResources' } satisfies Calls

type Sdk = typeof Rgt
type Use = { readonly clients: Clients; readonly account: string; readonly partition: string }

export type WriterOptions = {
  readonly roleArn: string
  readonly homeRegion: string
  readonly credentials: Provider
  readonly maxAttempts: number
}

/** A write that is under way is not taken back with its caller: then nobody would know whether it was done. */
const longestWriteMs = 60_000
const sessionS = 900

export function awsTagWriter({ roleArn, homeRegion, credentials, maxAttempts }: WriterOptions): TagWriter {
  return async (may) => {
    const role = parseArn(roleArn)
    if (role === null) throw new AppError('invalid_config', 'WRITE_ROLE_ARN is no ARN.')
    const policy = sessionPolicyOf(may)
    const session = renewed(() =>
      assumeRole(
        { clients, signal: AbortSignal.timeout(longestWriteMs) },
        { account: ownCredentials, region: homeRegion },
        { RoleArn: roleArn, RoleSessionName: 'tagwarden-write', Policy: policy, DurationSeconds: sessionS },
      ),
    )
    const clients = createClients({
      credentialsOf: (account) => (account === ownCredentials ? credentials : session),
      limits: createLimits({ perService: 4, total: 8 }),
      retry: { maxAttempts, maxDelayMs: 20_000, slowestPerS: 5 },
      sockets: 8,
      requestTimeoutMs: 30_000,
    })
    return sessionOf({ clients, account: role.account, partition: role.partition })
  }
}

function sessionPolicyOf({ keys, ids }: Parameters<TagWriter>[0]): string {
  const services = new Set(ids.flatMap((id) => parseArn(id)?.service ?? []))
  const text = JSON.stringify(writeDocument([...services], keys))
  if (text.length <= longestSessionPolicy) return text
  throw new AppError(
    'payload_too_large',
    'The plan is about more keys and services than one session can be limited to.',
    {
      hint: 'Plan fewer types at once.',
    },
  )
}

function sessionOf(use: Use): TagSession {
  return {
    account: use.account,
    tagsOf: (ids, region, signal) => named(() => readTags(use, { ids, region }, signal)),
    write: (ids, region, tags) => named(() => writeTags(use, { ids, region }, tags)),
    close: () => use.clients.close(),
  }
}

type What = { readonly ids: readonly string[]; readonly region: string }

async function readTags(use: Use, { ids, region }: What, signal: AbortSignal): Promise<ReadonlyMap<string, Tags>> {
  const { sdk, client } = await connect(use, region, signal)
  const command = new sdk.GetResourcesCommand({ ResourceARNList: [...ids] })
  // The command says what its answer is.
  const answer = (await client.send(command)) as Rgt.GetResourcesCommandOutput
  // Named ones come all at once; half of them would look as if the others had no tags.
  if (answer.PaginationToken) throw new AppError('unreadable', 'The tagging API answered with a part of the tags.')
  return new Map(
    (answer.ResourceTagMappingList ?? []).map(({ ResourceARN = '', Tags: tags }) => [
      ...([canonicalArn(ResourceARN), tagsFrom(tags)] as const),
    ]),
  )
}

async function writeTags(use: Use, { ids, region }: What, tags: Tags): Promise<ReadonlyMap<string, string>> {
  const { sdk, client } = await connect(use, region, AbortSignal.timeout(longestWriteMs))
  const command = new sdk.TagResourcesCommand({ ResourceARNList: [...ids], Tags: { ...tags } })
  // The command says what its answer is.
  const { FailedResourcesMap = {} } = (await client.send(command)) as Rgt.TagResourcesCommandOutput
  return new Map(
    Object.entries(FailedResourcesMap).map(([id, { ErrorCode = 'unknown', StatusCode = 0 }]) => [
      ...([id, `${ErrorCode} ${StatusCode}`] as const),
    ]),
  )
}

async function connect({ clients, account, partition }: Use, region: string, signal: AbortSignal) {
  const where = { account, region: region === '' ? (homeOf(partition) ?? region) : region }
  const connection = await clients.connect(taggingService, where)
  // Loaded by that service.
  return { sdk: connection.sdk as Sdk, client: clients.guard(connection, calls, signal, 'detail') }
}

/** The SDK's errors by the name that tells what to do; what AWS says beside may hold anything. */
async function named<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const { code, missingAction } = faultOfCall(cause)
    throw new AppError('unreadable', missingAction === undefined ? code : `${code}: grant ${missingAction}`, { cause })
  }
}
