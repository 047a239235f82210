import { CreateRepositoryCommand, ECRClient, TagResourceCommand } from '@aws-sdk/client-ecr'
import { asList, oddTags, plainTags, type Seed } from '../seed.ts'

export const ecr: Seed = async ({ config, arn }) => {
  const client = new ECRClient(config)
  await client.send(new CreateRepositoryCommand({ repositoryName: 'team/tagged', tags: asList(oddTags) }))
  await client.send(new CreateRepositoryCommand({ repositoryName: 'team/never-tagged' }))
  await client.send(new CreateRepositoryCommand({ repositoryName: 'team/tagged-later' }))
  const later = arn('ecr', 'repository/team/tagged-later')
  await client.send(new TagResourceCommand({ resourceArn: later, tags: asList(plainTags) }))
  return [
    { id: arn('ecr', 'repository/team/tagged'), type: 'ecr:repository', tags: oddTags },
    { id: arn('ecr', 'repository/team/never-tagged'), type: 'ecr:repository', tags: {} },
    { id: later, type: 'ecr:repository', tags: plainTags },
  ]
}
