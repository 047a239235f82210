import { defineService, tagsFrom } from '../service.ts'

export const cloudwatch = defineService({
  name: 'cloudwatch',
  load: () => import('@aws-sdk/client-cloudwatch'),
  connect: (sdk, config) => new sdk.CloudWatchClient(config),
  kinds: [
    {
      type: 'cloudwatch:alarm',
      calls: { DescribeAlarms: 'cloudwatch:DescribeAlarms', ListTagsForResource: 'cloudwatch:ListTagsForResource' },
      async *list({ sdk, client, arn }) {
        // Only metric alarms would come unless all kinds are named.
        const input = { AlarmTypes: Object.values(sdk.AlarmType) }
        for await (const page of sdk.paginateDescribeAlarms({ client, pageSize: 100 }, input)) {
          const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } = page
          yield [...MetricAlarms, ...CompositeAlarms, ...LogAlarms].map((alarm) => ({
            id: alarm.AlarmArn ?? arn(`alarm:${alarm.AlarmName}`),
            name: alarm.AlarmName,
            state: alarm.StateValue,
          }))
        }
      },
      async tagsOf({ sdk, client }, { id }) {
        const { Tags } = await client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: id }))
        return tagsFrom(Tags)
      },
    },
  ],
})
