import { CreateTableCommand, DynamoDBClient, TagResourceCommand } from '@aws-sdk/client-dynamodb'
import { asList, oddTags, plainTags, type Seed } from '../seed.ts'

export const dynamodb: Seed = async ({ config, arn }) => {
  const client = new DynamoDBClient(config)
  const keys = {
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
    BillingMode: 'PAY_PER_REQUEST' as const,
  }
  for (const [TableName, tags] of [
    ['tagged', oddTags],
    ['never-tagged', {}],
    ['tagged-later', {}],
  ] as const)
    await client.send(new CreateTableCommand({ ...keys, TableName, Tags: asList(tags) }))
  const later = arn('dynamodb', 'table/tagged-later')
  await client.send(new TagResourceCommand({ ResourceArn: later, Tags: asList(plainTags) }))
  return [
    { id: arn('dynamodb', 'table/tagged'), type: 'dynamodb:table', tags: oddTags },
    { id: arn('dynamodb', 'table/never-tagged'), type: 'dynamodb:table', tags: {} },
    { id: later, type: 'dynamodb:table', tags: plainTags },
  ]
}
