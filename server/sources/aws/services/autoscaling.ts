import { defineService, tagsFrom } from '../service.ts'

export const autoscaling = defineService({
  name: 'autoscaling',
  load: () => import('@aws-sdk/client-auto-scaling'),
  connect: (sdk, config) => new sdk.AutoScalingClient(config),
  kinds: [
    {
      type: 'autoscaling:autoScalingGroup',
      calls: { DescribeAutoScalingGroups: 'autoscaling:DescribeAutoScalingGroups' },
      async *list({ sdk, client }) {
        const pages = sdk.paginateDescribeAutoScalingGroups({ client, pageSize: 100 }, {})
        for await (const { AutoScalingGroups = [] } of pages)
          yield AutoScalingGroups.map((group) => ({
            id: group.AutoScalingGroupARN ?? '',
            name: group.AutoScalingGroupName,
            // Only while it is being deleted.
            state: group.Status,
            createdAt: group.CreatedTime,
            tags: tagsFrom(group.Tags, 'Key', 'Value'),
          }))
      },
    },
  ],
})
