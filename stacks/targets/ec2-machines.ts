// The machines: how they are made, how many there are, and when they are exchanged.

import * as pulumi from '@pulumi/pulumi'
import { Images } from '../../components/aws/images/images.ts'
import { bootScript } from '../../components/aws/machines/boot/boot-script.ts'
import { InstanceGroup } from '../../components/aws/machines/instance-group.ts'
import { InstanceScaling } from '../../components/aws/machines/instance-scaling.ts'
import { LaunchPlan } from '../../components/aws/machines/launch-plan.ts'
import { MachineLogs } from '../../components/aws/machines/machine-logs.ts'
import { Parameters } from '../../components/aws/stores/parameters.ts'
import { metricsNamespace } from '../../components/aws/watch/alarm-rules.ts'
import type { Metrics } from '../../components/aws/watch/metrics.ts'
import { physicalName } from '../../components/physical-name.ts'
import type { ConfigOf } from '../deployment.ts'
import { sourceHash } from '../source-hash.ts'
import type { Data } from './aws-data.ts'
import type { EdgeParts } from './aws-edge.ts'
import type { Ground } from './aws-ground.ts'
import { serverSettings } from './aws-settings.ts'
import { buildRole } from './ec2-role.ts'

type Parts = {
  readonly data: Data
  readonly edge: EdgeParts
  readonly metrics: Metrics | undefined
  readonly ami: string
  readonly alarmNames: readonly pulumi.Output<string>[]
}

const hooks = { launch: 'ready', terminate: 'drained' }

export function buildMachines(ground: Ground, parts: Parts, config: ConfigOf<'ec2'>) {
  const { place, sizes, firewall, keys, options } = ground
  const { instanceType } = config.aws
  const groupName = physicalName('group', place.stack)
  const started = startedMachines(ground, parts, config, groupName)
  const plan = new LaunchPlan(
    'tagwarden-machine',
    {
      place,
      ami: parts.ami,
      instanceType,
      groupId: firewall.appGroupId,
      diskKeyArn: keys.dataArn,
      profileArn: started.profileArn,
      script: started.script,
    },
    options,
  )
  const { balancer, edge } = parts.edge
  const { instances } = sizes
  const group = new InstanceGroup(
    'tagwarden-machines',
    {
      place,
      storage: config.storage,
      groupName,
      hooks,
      plan,
      subnetIds: ground.network.appSubnetIds,
      instances,
      targetGroupArn: balancer.targetGroupArns[0] ?? '',
      forwardRuleArn: edge.forwardRuleArn,
      alarmNames: parts.alarmNames,
      sleeps: config.aws.offHours !== undefined,
    },
    options,
  )
  const requestsOf = { balancer: balancer.metricName, group: balancer.firstGroupMetricName }
  const { offHours } = config.aws
  new InstanceScaling('tagwarden-scaling', { groupName: group.groupName, instances, requestsOf, offHours }, options)
  return { logGroupName: started.logGroupName, auditRoleArn: started.auditRoleArn }
}

/** What a machine is told when it starts, and the role it starts with. */
function startedMachines(ground: Ground, { data, edge, metrics }: Parts, config: ConfigOf<'ec2'>, groupName: string) {
  const { place, options } = ground
  const logs = new MachineLogs('tagwarden-machine-logs', { place, logs: ground.logs }, options)
  const images = buildImages(ground, config)
  const environment = serverSettings(config, edge.edge.hostName)
  const parameters = new Parameters('tagwarden-settings', { place, environment }, options)
  const { repositoryArns } = images
  const known = { groupName, repositoryArns, logGroupArns: logs.arns, prometheusArn: metrics?.prometheusArn }
  const role = buildRole(ground, data, config.aws, known)
  const { fileSystemId, accessPointId } = data.files
  const values = {
    region: place.region,
    image: images.server,
    port: config.port,
    parameterPath: parameters.path,
    secretArns: data.secrets.arns,
    owner: { secretArn: data.database.masterSecretArn, address: data.database.address },
    serverLogin: data.database.login,
    files: { fileSystemId, accessPointId },
    logGroups: logs.names,
    metricsNamespace,
    prometheusId: metrics?.prometheusArn.apply((arn) => arn.split('/').at(-1)),
    group: { name: groupName, launchHook: hooks.launch, terminateHook: hooks.terminate },
  }
  // Settings are read by a machine when it starts: other ones are another script, so that the machines are exchanged.
  const script = pulumi
    .all([pulumi.output(values), parameters.fingerprint])
    .apply(([known, settings]) => `${bootScript(known)}\n# settings ${settings}\n`)
  return { ...role, script, logGroupName: logs.names.server }
}

const buildImages = ({ place, keys, sizes, options }: Ground, { aws }: ConfigOf<'ec2'>) =>
  new Images(
    'tagwarden-images',
    {
      place,
      dataKeyArn: keys.dataArn,
      keepData: sizes.keepData,
      given: { server: aws.image, collector: undefined },
      // The agent of the machine takes them.
      traces: false,
      source: { folder: process.cwd(), hash: sourceHash(process.cwd()) },
    },
    options,
  )
