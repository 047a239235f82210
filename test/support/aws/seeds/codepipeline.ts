import { CodePipelineClient, CreatePipelineCommand, TagResourceCommand } from '@aws-sdk/client-codepipeline'
import { makeRole } from '../iam.ts'
import { asLowerList, oddTags, plainTags, type Seed } from '../seed.ts'

export const codepipeline: Seed = async (ground) => {
  const { config, arn, partition, account } = ground
  await makeRole(ground, 'release', 'codepipeline.amazonaws.com')
  const client = new CodePipelineClient(config)
  const step = (name: string, category: 'Source' | 'Approval') => ({
    name,
    actions: [{ name, actionTypeId: { category, owner: 'AWS' as const, provider: 'S3', version: '1' } }],
  })
  const pipeline = {
    roleArn: `arn:${partition}:iam::${account}:role/release`,
    artifactStore: { type: 'S3' as const, location: 'code' },
    stages: [step('source', 'Source'), step('approve', 'Approval')],
  }
  for (const [name, tags] of [
    ['tagged', asLowerList(oddTags)],
    ['never-tagged', undefined],
    ['tagged-later', undefined],
  ] as const)
    await client.send(new CreatePipelineCommand({ pipeline: { ...pipeline, name }, tags }))
  const later = arn('codepipeline', 'tagged-later')
  await client.send(new TagResourceCommand({ resourceArn: later, tags: asLowerList(plainTags) }))
  return [
    { id: arn('codepipeline', 'tagged'), type: 'codepipeline:pipeline', tags: oddTags },
    { id: arn('codepipeline', 'never-tagged'), type: 'codepipeline:pipeline', tags: {} },
    { id: later, type: 'codepipeline:pipeline', tags: plainTags },
  ]
}
