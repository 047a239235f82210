import { CreateClusterCommand, CreateTagsCommand, RedshiftClient } from '@aws-sdk/client-redshift'
import { asList, oddTags, plainTags, type Seed } from '../seed.ts'

export const redshift: Seed = async ({ config, arn }) => {
  const client = new RedshiftClient(config)
  const node = { NodeType: 'ra3.large', ClusterType: 'single-node' }
  const login = { MasterUsername: 'root', MasterUserPassword: 'Correct-horse-battery-1' }
  for (const [ClusterIdentifier, tags] of [
    ['tagged', oddTags],
    ['never-tagged', {}],
    ['tagged-later', {}],
  ] as const)
    await client.send(new CreateClusterCommand({ ...node, ...login, ClusterIdentifier, Tags: asList(tags) }))
  const later = arn('redshift', 'cluster:tagged-later')
  await client.send(new CreateTagsCommand({ ResourceName: later, Tags: asList(plainTags) }))
  return [
    { id: arn('redshift', 'cluster:tagged'), type: 'redshift:cluster', tags: oddTags },
    { id: arn('redshift', 'cluster:never-tagged'), type: 'redshift:cluster', tags: {} },
    { id: later, type: 'redshift:cluster', tags: plainTags },
  ]
}
