import { AddTagsCommand, CreateDomainCommand, OpenSearchClient } from '@aws-sdk/client-opensearch'
import { asList, oddTags, plainTags, type Seed } from '../seed.ts'

export const opensearch: Seed = async ({ config, arn }) => {
  const client = new OpenSearchClient(config)
  // More than can be described at once.
  const others = ['one', 'two', 'three', 'four']
  for (const DomainName of ['tagged', 'never-tagged', 'tagged-later', ...others]) {
    const TagList = DomainName === 'tagged' ? asList(oddTags) : undefined
    await client.send(new CreateDomainCommand({ DomainName, EngineVersion: 'OpenSearch_2.19', TagList }))
  }
  const later = arn('es', 'domain/tagged-later')
  await client.send(new AddTagsCommand({ ARN: later, TagList: asList(plainTags) }))
  return [
    { id: arn('es', 'domain/tagged'), type: 'es:domain', tags: oddTags },
    { id: later, type: 'es:domain', tags: plainTags },
    ...['never-tagged', ...others].map((name) => ({ id: arn('es', `domain/${name}`), type: 'es:domain', tags: {} })),
  ]
}
