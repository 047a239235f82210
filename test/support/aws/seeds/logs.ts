import { CloudWatchLogsClient, CreateLogGroupCommand, TagResourceCommand } from '@aws-sdk/client-cloudwatch-logs'
import { oddTags, plainTags, type Seed } from '../seed.ts'

export const logs: Seed = async ({ config, arn }) => {
  const client = new CloudWatchLogsClient(config)
  await client.send(new CreateLogGroupCommand({ logGroupName: '/app/tagged', tags: oddTags }))
  await client.send(new CreateLogGroupCommand({ logGroupName: '/app/never-tagged' }))
  await client.send(new CreateLogGroupCommand({ logGroupName: '/app/tagged-later' }))
  const later = arn('logs', 'log-group:/app/tagged-later')
  await client.send(new TagResourceCommand({ resourceArn: later, tags: plainTags }))
  return [
    { id: arn('logs', 'log-group:/app/tagged'), type: 'logs:log-group', tags: oddTags },
    { id: arn('logs', 'log-group:/app/never-tagged'), type: 'logs:log-group', tags: {} },
    { id: later, type: 'logs:log-group', tags: plainTags },
  ]
}
