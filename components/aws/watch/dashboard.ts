import { Dashboard as CloudWatchDashboard } from '@pulumi/aws/cloudwatch/dashboard.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import type { Place } from '../place.ts'

export interface DashboardArgs {
  readonly place: Place
  readonly balancer: pulumi.Input<string>
  /** CPU and memory of what runs the server. */
  readonly servers: readonly Line[]
  readonly database: pulumi.Input<string>
  /** A node; the group itself has no such metrics. */
  readonly cache: pulumi.Input<string>
}

export type Line = readonly pulumi.Input<string | object>[]

/** One page for a first look: is it answering, how fast, and what is it short of. */
export class Dashboard extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>

  constructor(name: string, args: DashboardArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Dashboard', name, {}, opts)
    const { place } = args
    const dashboardName = physicalName('dashboard', place.stack)
    const dashboardBody = pulumi.jsonStringify({ widgets: widgets(args) })
    const made = new CloudWatchDashboard(name, { dashboardName, dashboardBody }, { parent: this })
    const { region } = place
    this.url = made.dashboardName.apply(
      (shown) => `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards:name=${shown}`,
    )
    this.registerOutputs({ url: this.url })
  }
}

function widgets({ place, balancer, servers, database, cache }: DashboardArgs) {
  const edge = (metric: string, options: object) => ['AWS/ApplicationELB', metric, 'LoadBalancer', balancer, options]
  const rows: readonly (readonly [title: string, metrics: readonly Line[]])[] = [
    ['Requests', [edge('RequestCount', { stat: 'Sum' })]],
    ['Errors', [edge('HTTPCode_Target_5XX_Count', { stat: 'Sum' }), edge('HTTPCode_ELB_5XX_Count', { stat: 'Sum' })]],
    ['Time to answer', ['p50', 'p95', 'p99'].map((stat) => edge('TargetResponseTime', { stat, label: stat }))],
    ['CPU and memory of the servers', servers],
    [
      'Database',
      ['CPUUtilization', 'DatabaseConnections'].map((metric) => ['AWS/RDS', metric, 'DBInstanceIdentifier', database]),
    ],
    [
      'Cache',
      ['EngineCPUUtilization', 'DatabaseMemoryUsagePercentage'].map((metric) => [
        'AWS/ElastiCache',
        metric,
        'CacheClusterId',
        cache,
      ]),
    ],
  ]
  return rows.map(([title, metrics], position) => ({
    type: 'metric',
    x: (position % 2) * 12,
    y: Math.floor(position / 2) * 6,
    width: 12,
    height: 6,
    properties: { title, metrics, region: place.region, view: 'timeSeries', period: 60 },
  }))
}
