import {
  BedrockAgentClient,
  CreateAgentCommand,
  CreateKnowledgeBaseCommand,
  TagResourceCommand,
} from '@aws-sdk/client-bedrock-agent'
import { type Expected, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const bedrock: Seed = async ({ config, partition, account, region }) => {
  const client = new BedrockAgentClient(config)
  const roleArn = `arn:${partition}:iam::${account}:role/bedrock`
  const model = `arn:${partition}:bedrock:${region}::foundation-model/amazon.titan-embed-text-v1`
  const table = {
    ...{ resourceArn: `arn:${partition}:rds:${region}:${account}:cluster:tagged`, databaseName: 'kb' },
    credentialsSecretArn: `arn:${partition}:secretsmanager:${region}:${account}:secret:kb-a1B2c3`,
    tableName: 'kb',
    fieldMapping: { primaryKeyField: 'id', vectorField: 'vector', textField: 'text', metadataField: 'metadata' },
  }
  const found: Expected[] = []
  for (const [name, tags] of [
    ['tagged', oddTags],
    ['never-tagged', undefined],
    ['tagged-later', undefined],
  ] as const) {
    const { agent } = await client.send(
      new CreateAgentCommand({ agentName: name, agentResourceRoleArn: roleArn, tags }),
    )
    const { knowledgeBase } = await client.send(
      new CreateKnowledgeBaseCommand({
        ...{ name, roleArn, tags },
        knowledgeBaseConfiguration: { type: 'VECTOR', vectorKnowledgeBaseConfiguration: { embeddingModelArn: model } },
        storageConfiguration: { type: 'RDS', rdsConfiguration: table },
      }),
    )
    const isLater = name === 'tagged-later'
    for (const [type, id] of [
      ['bedrock:agent', there(agent?.agentArn)],
      ['bedrock:knowledge-base', there(knowledgeBase?.knowledgeBaseArn)],
    ] as const) {
      if (isLater) await client.send(new TagResourceCommand({ resourceArn: id, tags: plainTags }))
      found.push({ id, type, tags: isLater ? plainTags : (tags ?? {}) })
    }
  }
  return found
}
