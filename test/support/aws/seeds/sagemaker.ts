import {
  AddTagsCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateNotebookInstanceCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker'
import { asList, type Expected, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const sagemaker: Seed = async ({ config, partition, account }) => {
  const client = new SageMakerClient(config)
  const role = `arn:${partition}:iam::${account}:role/ml`
  await client.send(new CreateModelCommand({ ModelName: 'model', ExecutionRoleArn: role }))
  const variant = {
    VariantName: 'all',
    ModelName: 'model',
    InitialInstanceCount: 1,
    InstanceType: 'ml.t2.medium' as const,
  }
  await client.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'config', ProductionVariants: [variant] }))
  const found: Expected[] = []
  for (const [name, tags] of [
    ['tagged', oddTags],
    ['never-tagged', {}],
    ['tagged-later', {}],
  ] as const) {
    const Tags = Object.keys(tags).length > 0 ? asList(tags) : undefined
    const endpoint = { EndpointName: name, EndpointConfigName: 'config', Tags }
    const { EndpointArn } = await client.send(new CreateEndpointCommand(endpoint))
    const notebook = { NotebookInstanceName: name, InstanceType: 'ml.t2.medium' as const, RoleArn: role, Tags }
    const { NotebookInstanceArn } = await client.send(new CreateNotebookInstanceCommand(notebook))
    const isLater = name === 'tagged-later'
    for (const [type, id] of [
      ['sagemaker:endpoint', there(EndpointArn)],
      ['sagemaker:notebook-instance', there(NotebookInstanceArn)],
    ] as const) {
      if (isLater) await client.send(new AddTagsCommand({ ResourceArn: id, Tags: asList(plainTags) }))
      found.push({ id, type, tags: isLater ? plainTags : tags })
    }
  }
  return found
}
