import { CreateClusterCommand, CreateNodegroupCommand, EKSClient, TagResourceCommand } from '@aws-sdk/client-eks'
import { type Expected, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const eks: Seed = async ({ config, arn, partition, account }) => {
  const client = new EKSClient(config)
  const roleArn = `arn:${partition}:iam::${account}:role/app`
  const found: Expected[] = []
  // Groups of one name in several clusters.
  for (const [name, tags] of [
    ['tagged', oddTags],
    ['never-tagged', undefined],
    ['tagged-later', undefined],
  ] as const) {
    await client.send(new CreateClusterCommand({ name, roleArn, resourcesVpcConfig: {}, tags }))
    found.push({ id: arn('eks', `cluster/${name}`), type: 'eks:cluster', tags: tags ?? {} })
    const group = { clusterName: name, nodegroupName: 'workers', nodeRole: roleArn, subnets: ['subnet-1'], tags }
    const { nodegroup } = await client.send(new CreateNodegroupCommand(group))
    found.push({ id: there(nodegroup?.nodegroupArn), type: 'eks:nodegroup', tags: tags ?? {} })
  }
  const later = arn('eks', 'cluster/tagged-later')
  await client.send(new TagResourceCommand({ resourceArn: later, tags: plainTags }))
  return found.map((one) => (one.id === later ? { ...one, tags: plainTags } : one))
}
