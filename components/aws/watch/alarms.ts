import { MetricAlarm, type MetricAlarmArgs } from '@pulumi/aws/cloudwatch/metricAlarm.js'
import * as pulumi from '@pulumi/pulumi'
import type { Tags } from '../../tags.ts'
import { type AlarmRule, alarmRules, errorShare, type Subject } from './alarm-rules.ts'

type Dimensions = Readonly<Record<string, pulumi.Input<string>>>

export interface AlarmsArgs {
  readonly topicArn: pulumi.Input<string>
  /** What is watched; rules about anything else are left out. */
  readonly subjects: Readonly<Partial<Record<Subject, Dimensions>>>
  readonly tags: Tags
}

/** The alarms of what it is given. Silence is not an alarm: off-hours and quiet nights have no data. */
export class Alarms extends pulumi.ComponentResource {
  /** Those that stop a rollout. */
  readonly rolloutNames: readonly pulumi.Output<string>[]
  readonly arns: readonly pulumi.Output<string>[]

  constructor(name: string, args: AlarmsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Alarms', name, {}, opts)
    const make = (role: string, given: MetricAlarmArgs) => new MetricAlarm(`${name}-${role}`, given, { parent: this })
    const { subjects } = args
    const simple = alarmRules.flatMap((rule) => {
      const dimensions = subjects[rule.subject]
      return dimensions
        ? [{ rule, alarm: make(rule.role, { ...common(args, rule.says), ...measure(rule, dimensions) }) }]
        : []
    })
    const errors = subjects.balancer ? [make('errors', errorAlarm(args, subjects.balancer))] : []
    const stopping = simple.filter(({ rule }) => rule.stopsRollout).map(({ alarm }) => alarm)
    this.rolloutNames = [...stopping, ...errors].map((alarm) => alarm.name)
    this.arns = [...simple.map(({ alarm }) => alarm), ...errors].map(({ arn }) => arn)
    this.registerOutputs({ arns: this.arns })
  }
}

const common = ({ topicArn, tags }: AlarmsArgs, alarmDescription: string) => ({
  alarmDescription,
  alarmActions: [topicArn],
  okActions: [topicArn],
  treatMissingData: 'notBreaching',
  tags,
})

function measure(rule: AlarmRule, dimensions: Dimensions) {
  const isPercentile = rule.statistic.startsWith('p')
  return {
    namespace: rule.namespace,
    metricName: rule.metricName,
    dimensions,
    ...(isPercentile ? { extendedStatistic: rule.statistic } : { statistic: rule.statistic }),
    period: rule.periodS,
    evaluationPeriods: rule.periods,
    comparisonOperator: rule.above === undefined ? 'LessThanThreshold' : 'GreaterThanThreshold',
    threshold: rule.above ?? rule.below ?? 0,
  }
}

/** A share, not a number: five errors in a quiet night are many, in a busy hour few. */
function errorAlarm(args: AlarmsArgs, dimensions: Dimensions): MetricAlarmArgs {
  const metric = (id: string, metricName: string) => ({
    id,
    metric: { namespace: 'AWS/ApplicationELB', metricName, dimensions, period: errorShare.periodS, stat: 'Sum' },
  })
  return {
    ...common(args, `More than ${errorShare.percent} % of the answers are errors of the server`),
    metricQueries: [
      metric('errors', 'HTTPCode_Target_5XX_Count'),
      metric('answers', 'RequestCount'),
      { id: 'share', expression: '100 * errors / answers', label: 'Errors in percent', returnData: true },
    ],
    comparisonOperator: 'GreaterThanThreshold',
    threshold: errorShare.percent,
    evaluationPeriods: errorShare.periods,
  }
}
