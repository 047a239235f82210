// The running tasks, and what watches them.

import { Cluster } from '../../components/aws/fargate/cluster.ts'
import { collectorEndpoint } from '../../components/aws/fargate/collector.ts'
import { Scaling } from '../../components/aws/fargate/scaling.ts'
import { Service } from '../../components/aws/fargate/service.ts'
import { Task, tasksOf } from '../../components/aws/fargate/task.ts'
import { Images } from '../../components/aws/images/images.ts'
import { trustOf } from '../../components/aws/policy-document.ts'
import { AuditRole } from '../../components/aws/roles/audit-role.ts'
import { Alarms } from '../../components/aws/watch/alarms.ts'
import { Dashboard } from '../../components/aws/watch/dashboard.ts'
import type { Metrics } from '../../components/aws/watch/metrics.ts'
import { deployedRights } from '../audit-rights.ts'
import type { ConfigOf } from '../deployment.ts'
import { sourceHash } from '../source-hash.ts'
import type { Data } from './aws-data.ts'
import type { EdgeParts as Edges } from './aws-edge.ts'
import type { Ground } from './aws-ground.ts'
import { serverSettings } from './aws-settings.ts'

type EdgeParts = Edges & { readonly changesOver: boolean; readonly metrics: Metrics | undefined }

export function buildWork(ground: Ground, data: Data, parts: EdgeParts, config: ConfigOf<'ecs'>) {
  const { place, sizes, logs, options, notices, firewall, network } = ground
  const { aws, port } = config
  const { tags } = place
  const told = { topicArn: notices.topicArn, tags }
  const cluster = new Cluster('tagwarden-cluster', { place, logs, capacity: sizes.onDemand }, options)
  const { task, auditRoleArn } = buildTask(ground, data, parts, config)
  const early = new Alarms('tagwarden-alarms', { ...told, subjects: earlySubjects(data, parts) }, options)
  const service = new Service(
    'tagwarden-service',
    {
      place,
      storage: config.storage,
      clusterArn: cluster.arn,
      definitionArn: task.definitionArn,
      subnetIds: network.appSubnetIds,
      groupId: firewall.appGroupId,
      port,
      tasks: sizes.tasks,
      capacity: sizes.onDemand,
      targetGroupArns: parts.balancer.targetGroupArns,
      forwardRuleArn: parts.edge.forwardRuleArn,
      alarmNames: early.rolloutNames,
      allowsExec: sizes.allowsExec,
    },
    options,
  )
  const names = { clusterName: cluster.clusterName, serviceName: service.serviceName }
  const subjects = { service: { ClusterName: names.clusterName, ServiceName: names.serviceName } }
  new Alarms('tagwarden-task-alarms', { ...told, subjects }, options)
  const requestsOf = parts.changesOver
    ? undefined
    : { balancer: parts.balancer.metricName, group: parts.balancer.firstGroupMetricName }
  const { min, max } = sizes.tasks
  new Scaling('tagwarden-scaling', { ...names, min, max, requestsOf, offHours: aws.offHours, tags }, options)
  const shown = {
    place,
    balancer: parts.balancer.metricName,
    servers: ['CPUUtilization', 'MemoryUtilization'].map((metric) => [
      'AWS/ECS',
      metric,
      'ClusterName',
      names.clusterName,
      'ServiceName',
      names.serviceName,
    ]),
    database: data.database.identifier,
    cache: data.cache.firstNode,
  }
  return {
    dashboard: new Dashboard('tagwarden-dashboard', shown, options),
    logGroupName: task.logGroupName,
    auditRoleArn,
  }
}

/** Known before the service, because a rollout looks at some of them. */
const earlySubjects = ({ database, cache }: Data, { balancer }: EdgeParts) => ({
  balancer: { LoadBalancer: balancer.metricName },
  group: { LoadBalancer: balancer.metricName, TargetGroup: balancer.firstGroupMetricName },
  database: { DBInstanceIdentifier: database.identifier },
  cache: { CacheClusterId: cache.firstNode },
})

function buildTask(ground: Ground, data: Data, { edge, metrics }: EdgeParts, config: ConfigOf<'ecs'>) {
  const { place, sizes, keys, options } = ground
  const { aws, port } = config
  const images = new Images(
    'tagwarden-images',
    {
      place,
      dataKeyArn: keys.dataArn,
      keepData: sizes.keepData,
      given: { server: aws.image, collector: aws.collectorImage },
      traces: true,
      source: { folder: process.cwd(), hash: sourceHash(process.cwd()) },
    },
    options,
  )
  const role = new AuditRole(
    'tagwarden-audit',
    {
      place,
      trust: trustOf('ecs-tasks.amazonaws.com', place.account, tasksOf(place)),
      accounts: aws.auditAccounts,
      externalId: aws.auditExternalId,
      rights: deployedRights,
      ownKeyArns: [keys.dataArn, keys.logsArn],
      ownContentArns: [],
    },
    options,
  )
  const task = new Task(
    'tagwarden-task',
    {
      place,
      logs: ground.logs,
      image: images.server,
      collectorImage: images.collector,
      metrics,
      repositoryArns: images.repositoryArns,
      port,
      environment: {
        ...serverSettings(config, edge.hostName),
        ...(images.collector && { OTEL_EXPORTER_OTLP_ENDPOINT: collectorEndpoint }),
      },
      secretArns: data.secrets.arns,
      secretsKeyArn: keys.secretsArn,
      owner: { secretArn: data.database.masterSecretArn, address: data.database.address },
      serverLogin: data.database.login,
      files: data.files,
      roleArn: role.arn,
      roleName: role.roleName,
      allowsExec: sizes.allowsExec,
    },
    options,
  )
  return { task, auditRoleArn: role.arn }
}
