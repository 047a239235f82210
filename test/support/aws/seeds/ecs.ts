import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteClusterCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs'
import { asLowerList, type Expected, oddTags, plainTags, type Seed } from '../seed.ts'

export const ecs: Seed = async ({ config, arn }) => {
  const client = new ECSClient(config)
  const containerDefinitions = [{ name: 'app', image: 'app', memory: 128 }]
  const family = 'app'
  const definition = new RegisterTaskDefinitionCommand({ family, containerDefinitions, tags: asLowerList(plainTags) })
  await client.send(definition)
  const found: Expected[] = [{ id: arn('ecs', 'task-definition/app:1'), type: 'ecs:task-definition', tags: plainTags }]
  // A service of one name in each of two clusters.
  for (const [clusterName, tags] of [
    ['blue', oddTags],
    ['green', {}],
  ] as const) {
    await client.send(new CreateClusterCommand({ clusterName, tags: asLowerList(tags) }))
    found.push({ id: arn('ecs', `cluster/${clusterName}`), type: 'ecs:cluster', tags })
    const service = { cluster: clusterName, taskDefinition: 'app', desiredCount: 0, tags: asLowerList(tags) }
    await client.send(new CreateServiceCommand({ ...service, serviceName: 'web' }))
    found.push({ id: arn('ecs', `service/${clusterName}/web`), type: 'ecs:service', tags })
  }
  await client.send(new CreateClusterCommand({ clusterName: 'deleted', tags: asLowerList(plainTags) }))
  await client.send(new DeleteClusterCommand({ cluster: 'deleted' }))
  return [...found, { id: arn('ecs', 'cluster/deleted'), type: 'ecs:cluster', tags: {}, gone: true }]
}
