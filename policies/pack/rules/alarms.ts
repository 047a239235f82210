import { resourceRule } from '../define.ts'
import { mustBeGiven, mustNotBe } from '../findings.ts'

export const alarmRules = [
  resourceRule({
    name: 'alarm-does-something',
    says: 'An alarm tells somebody, or does something.',
    level: 'mandatory',
    checkov: ['CKV_AWS_319'],
    on: ['aws:cloudwatch/metricAlarm:MetricAlarm', 'aws:cloudwatch/compositeAlarm:CompositeAlarm'],
    check: ({ actionsEnabled, alarmActions }) => [
      mustNotBe(actionsEnabled, false, 'actionsEnabled is false'),
      mustBeGiven(alarmActions, 'alarmActions is empty'),
    ],
  }),
]
