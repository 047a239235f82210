// What watches the machines. All of it is known before the first of them, because a rollout looks at some of it.

import { metricsNamespace } from '../../components/aws/watch/alarm-rules.ts'
import { Alarms } from '../../components/aws/watch/alarms.ts'
import { Dashboard, type Line } from '../../components/aws/watch/dashboard.ts'
import { physicalName } from '../../components/physical-name.ts'
import type { Data } from './aws-data.ts'
import type { EdgeParts } from './aws-edge.ts'
import type { Ground } from './aws-ground.ts'

export function watchMachines({ place, notices, options }: Ground, { database, cache }: Data, edge: EdgeParts) {
  const { metricName: LoadBalancer, firstGroupMetricName: TargetGroup } = edge.balancer
  const group = physicalName('group', place.stack)
  const subjects = {
    balancer: { LoadBalancer },
    group: { LoadBalancer, TargetGroup },
    instances: { AutoScalingGroupName: group },
    database: { DBInstanceIdentifier: database.identifier },
    cache: { CacheClusterId: cache.firstNode },
  }
  const told = { topicArn: notices.topicArn, tags: place.tags }
  const { rolloutNames } = new Alarms('tagwarden-alarms', { ...told, subjects }, options)
  const shown = {
    place,
    balancer: LoadBalancer,
    servers: serverLines(group),
    database: database.identifier,
    cache: cache.firstNode,
  }
  return { rolloutNames, dashboard: new Dashboard('tagwarden-dashboard', shown, options) }
}

const serverLines = (group: string): readonly Line[] =>
  [
    ['AWS/EC2', 'CPUUtilization'],
    [metricsNamespace, 'mem_used_percent'],
  ].map((metric) => [...metric, 'AutoScalingGroupName', group])
