// Secrets and keys, and what watches the stack.

import { isTrueAt, objectsAt, textAt } from '../plain.ts'
import { type Given, type Line, line, type Resource, type Rules } from '../rule.ts'

const group = 'watching'

/** An alarm about a calculation is billed for every metric in it. */
function metricsOf({ inputs }: Resource): number {
  const queries = objectsAt(inputs, 'metricQueries')
  return queries.length === 0 ? 1 : queries.filter((query) => 'metric' in query).length
}

/** AWS makes the two alarms of a target by itself, and bills them. */
function targetAlarms({ resources }: Given): Line[] {
  const byTarget = resources.filter(({ inputs }) => textAt(inputs, 'policyType') === 'TargetTrackingScaling')
  return byTarget.length === 0 ? [] : [line(group, 'alarms of the autoscaler', 'alarm', 2 * byTarget.length, 1)]
}

const hasInsights = ({ inputs }: Resource): boolean =>
  objectsAt(inputs, 'settings').some(
    (setting) => textAt(setting, 'name') === 'containerInsights' && textAt(setting, 'value') !== 'disabled',
  )

const metricLines = (item: string, sources: readonly Resource[], { usage }: Given): Line[] =>
  sources.length === 0 ? [] : [line(group, item, 'metric', sources.length * usage.metrics, 1)]

export const watchRules: Rules = {
  'aws:kms/key:Key': ({ resources }) => [line('secrets', 'keys', 'key', resources.length, 1)],
  'aws:kms/replicaKey:ReplicaKey': ({ resources }) => [
    line('secrets', 'keys in another region', 'key', resources.length, 1),
  ],
  'aws:secretsmanager/secret:Secret': ({ resources }) => [line('secrets', 'secrets', 'secret', resources.length, 1)],
  'aws:cloudwatch/logGroup:LogGroup': ({ usage }) => [line(group, 'logs, all groups', 'log-gb', 1, usage.logGb)],
  'aws:cloudwatch/metricAlarm:MetricAlarm': ({ resources }) => [
    line(
      group,
      'metrics with an alarm',
      'alarm',
      resources.reduce((sum, alarm) => sum + metricsOf(alarm), 0),
      1,
    ),
  ],
  'aws:appautoscaling/policy:Policy': targetAlarms,
  'aws:autoscaling/policy:Policy': targetAlarms,
  'aws:cloudwatch/dashboard:Dashboard': ({ resources }) => [
    line(group, 'dashboards', 'dashboard', resources.length, 1),
  ],
  'aws:ecs/cluster:Cluster': (given) =>
    metricLines('metrics of Container Insights', given.resources.filter(hasInsights), given),
  'aws:ec2/launchTemplate:LaunchTemplate': (given) =>
    metricLines(
      'metrics of the instances',
      given.resources.filter(({ inputs }) => isTrueAt(inputs, 'monitoring.enabled')),
      given,
    ),
  'aws:amp/workspace:Workspace': ({ resources, usage }) => [
    line(group, 'managed Prometheus', 'prometheus-million-samples', resources.length, usage.prometheusMillionSamples),
  ],
  'aws:grafana/workspace:Workspace': ({ resources, usage }) => [
    line(group, 'managed Grafana', 'grafana-editor', resources.length * usage.grafanaEditors, 1),
  ],
}
