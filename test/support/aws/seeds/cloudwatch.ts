import {
  CloudWatchClient,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import { asList, oddTags, plainTags, type Seed } from '../seed.ts'

export const cloudwatch: Seed = async ({ config, arn }) => {
  const client = new CloudWatchClient(config)
  const rule = {
    ...{ MetricName: 'Errors', Namespace: 'Shop', Statistic: 'Sum' as const, Period: 60, EvaluationPeriods: 1 },
    ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' as const },
  }
  for (const AlarmName of ['tagged', 'never-tagged', 'tagged-later']) {
    const Tags = AlarmName === 'tagged' ? asList(oddTags) : undefined
    await client.send(new PutMetricAlarmCommand({ ...rule, AlarmName, Tags }))
  }
  const later = arn('cloudwatch', 'alarm:tagged-later')
  await client.send(new TagResourceCommand({ ResourceARN: later, Tags: asList(plainTags) }))
  const both = { AlarmName: 'both', AlarmRule: 'ALARM(tagged) AND ALARM(never-tagged)', Tags: asList(plainTags) }
  await client.send(new PutCompositeAlarmCommand(both))
  return [
    { id: arn('cloudwatch', 'alarm:tagged'), type: 'cloudwatch:alarm', tags: oddTags },
    { id: arn('cloudwatch', 'alarm:never-tagged'), type: 'cloudwatch:alarm', tags: {} },
    { id: later, type: 'cloudwatch:alarm', tags: plainTags },
    { id: arn('cloudwatch', 'alarm:both'), type: 'cloudwatch:alarm', tags: plainTags },
  ]
}
