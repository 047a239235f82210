import { canonicalArn } from '../../../core/arn.ts'
import { defineService } from '../service.ts'

export const logs = defineService({
  name: 'logs',
  load: () => import('@aws-sdk/client-cloudwatch-logs'),
  connect: (sdk, config) => new sdk.CloudWatchLogsClient(config),
  kinds: [
    {
      type: 'logs:log-group',
      calls: { DescribeLogGroups: 'logs:DescribeLogGroups', ListTagsForResource: 'logs:ListTagsForResource' },
      async *list({ sdk, client, arn }) {
        for await (const { logGroups = [] } of sdk.paginateDescribeLogGroups({ client, pageSize: 50 }, {}))
          yield logGroups.map((group) => ({
            // One of the two forms ends in `:*`, which the tag call refuses.
            id: canonicalArn(group.logGroupArn ?? group.arn ?? arn(`log-group:${group.logGroupName}`)),
            name: group.logGroupName,
            createdAt: group.creationTime === undefined ? undefined : new Date(group.creationTime),
          }))
      },
      async tagsOf({ sdk, client }, { id }) {
        const { tags = {} } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn: id }))
        return tags
      },
    },
  ],
})
