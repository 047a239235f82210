import {
  AddTagsToResourceCommand,
  CreateCacheClusterCommand,
  CreateReplicationGroupCommand,
  CreateServerlessCacheCommand,
  DeleteCacheClusterCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache'
import { asList, type Expected, type Ground, oddTags, plainTags, type Seed } from '../seed.ts'

const made = [
  ['tagged', oddTags],
  ['never-tagged', {}],
  ['tagged-later', plainTags],
] as const

export const elasticache: Seed = async (ground) => {
  const client = new ElastiCacheClient(ground.config)
  const found = [
    ...(await clusters(client, ground)),
    ...(await replicationGroups(client, ground)),
    ...(await serverless(client, ground)),
  ]
  for (const { id, tags } of found)
    if (id.endsWith(':tagged-later'))
      await client.send(new AddTagsToResourceCommand({ ResourceName: id, Tags: asList(tags) }))
  return found
}

const first = (name: string, tags: Expected['tags']) => (name === 'tagged-later' ? undefined : asList(tags))

async function clusters(client: ElastiCacheClient, { arn }: Ground): Promise<readonly Expected[]> {
  const node = { CacheNodeType: 'cache.t4g.micro', NumCacheNodes: 1, Engine: 'redis' }
  const make = (CacheClusterId: string, tags: Expected['tags']) =>
    client.send(new CreateCacheClusterCommand({ ...node, CacheClusterId, Tags: first(CacheClusterId, tags) }))
  for (const [name, tags] of made) await make(name, tags)
  await make('deleted', plainTags)
  await client.send(new DeleteCacheClusterCommand({ CacheClusterId: 'deleted' }))
  const expected = (name: string, tags: Expected['tags']) => ({
    ...{ id: arn('elasticache', `cluster:${name}`), type: 'elasticache:cluster', tags },
  })
  return [...made.map(([name, tags]) => expected(name, tags)), { ...expected('deleted', {}), gone: true }]
}

async function replicationGroups(client: ElastiCacheClient, { arn }: Ground): Promise<readonly Expected[]> {
  for (const [name, tags] of made) {
    const input = { ReplicationGroupId: name, ReplicationGroupDescription: name, Tags: first(name, tags) }
    await client.send(new CreateReplicationGroupCommand(input))
  }
  return made.map(([name, tags]) => ({
    ...{ id: arn('elasticache', `replicationgroup:${name}`), type: 'elasticache:replicationgroup', tags },
  }))
}

async function serverless(client: ElastiCacheClient, { arn }: Ground): Promise<readonly Expected[]> {
  for (const [ServerlessCacheName, tags] of made) {
    const input = { ServerlessCacheName, Engine: 'valkey', Tags: first(ServerlessCacheName, tags) }
    await client.send(new CreateServerlessCacheCommand(input))
  }
  return made.map(([name, tags]) => ({
    ...{ id: arn('elasticache', `serverlesscache:${name}`), type: 'elasticache:serverlesscache', tags },
  }))
}
