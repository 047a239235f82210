import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { all, inputsOf, one } from '../recorder/find.ts'
import type { ExpectedOnEcs } from './expected.ts'

/** How many tasks run, where, and how they are exchanged. */
export function serviceRows(up: () => Graph, wanted: ExpectedOnEcs): void {
  const service = () => one(up(), 'aws:ecs/service:Service')

  test('[chk E1] [E1] the cluster is watched, and shells into it are logged', () => {
    expect(one(up(), 'aws:ecs/cluster:Cluster')).toMatchObject({
      settings: [{ name: 'containerInsights', value: 'enhanced' }],
      configuration: {
        executeCommandConfiguration: {
          logging: 'OVERRIDE',
          kmsKeyId: expect.stringContaining('keys-logs'),
          logConfiguration: { cloudWatchEncryptionEnabled: true },
        },
      },
    })
  })
  test('[chk E2] [L3] Spot everywhere, but for two tasks of prod', () => {
    const { defaultCapacityProviderStrategies } = one(up(), 'aws:ecs/clusterCapacityProviders:ClusterCapacityProviders')
    expect(defaultCapacityProviderStrategies).toEqual(wanted.capacity)
    expect(service().capacityProviderStrategies).toEqual(wanted.capacity)
  })
  test('[chk E6] [E25] [K8] a rollout goes back by itself, tasks are spread and have no public address', () => {
    expect(service()).toMatchObject({
      deploymentCircuitBreaker: { enable: true, rollback: true },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      availabilityZoneRebalancing: 'ENABLED',
      enableExecuteCommand: wanted.allowsExec,
      propagateTags: 'SERVICE',
      enableEcsManagedTags: true,
      platformVersion: 'LATEST',
      waitForSteadyState: true,
      networkConfiguration: { assignPublicIp: false },
    })
    expect(service().networkConfiguration.subnets[0]).toMatch(/^subnet-app/)
    expect(service().alarms).toMatchObject({ enable: true, rollback: true })
    expect(service().alarms.alarmNames).toHaveLength(3)
    expect(all(up(), 'aws:ecs/service:Service')[0]?.ignoreChanges).toEqual(['desiredCount'])
  })
  test('[K5] prod changes over from blue to green, dev and staging roll', () => {
    expect(service().deploymentConfiguration.strategy).toBe(wanted.strategy)
    const { advancedConfiguration } = service().loadBalancers[0]
    const [rule] = all(up(), 'aws:lb/listenerRule:ListenerRule')
    if (wanted.targetGroups === 2) {
      expect(advancedConfiguration.alternateTargetGroupArn).toContain('green')
      expect(advancedConfiguration.productionListenerRule).toContain('edge-forward')
      expect(rule?.ignoreChanges).toEqual(['actions'])
    } else {
      expect(advancedConfiguration).toBeUndefined()
      expect(rule?.ignoreChanges).toEqual([])
    }
  })
  test('[chk E7] [E22] [X16] one task more above 70 % CPU, one less below 30 %, within the bounds of the environment', () => {
    const [min, start, max] = wanted.tasks
    const target = one(up(), 'aws:appautoscaling/target:Target')
    expect(target).toMatchObject({ minCapacity: min, maxCapacity: max })
    expect(service().desiredCount).toBe(start)
    const step = (way: string) =>
      one(up(), 'aws:appautoscaling/policy:Policy', `-${way}`).stepScalingPolicyConfiguration
    expect(step('out')).toMatchObject({ cooldown: 60, stepAdjustments: [{ scalingAdjustment: 1 }] })
    expect(step('in')).toMatchObject({ cooldown: 300, stepAdjustments: [{ scalingAdjustment: -1 }] })
    const alarm = (way: string) => one(up(), 'aws:cloudwatch/metricAlarm:MetricAlarm', `cpu-${way}`)
    expect(alarm('out')).toMatchObject({ threshold: 70, comparisonOperator: 'GreaterThanThreshold' })
    expect(alarm('in')).toMatchObject({ threshold: 30, comparisonOperator: 'LessThanThreshold' })
    expect(all(up(), 'aws:appautoscaling/scheduledAction:ScheduledAction')).toEqual([])
  })
  test('[chk E7] nothing else takes tasks away', () => {
    const policies = inputsOf(up(), 'aws:appautoscaling/policy:Policy')
    const tracking = policies.filter(({ policyType }) => policyType === 'TargetTrackingScaling')
    expect(tracking).toHaveLength(wanted.targetGroups === 1 ? 2 : 1)
    for (const { targetTrackingScalingPolicyConfiguration } of tracking)
      expect(targetTrackingScalingPolicyConfiguration).toMatchObject({ disableScaleIn: true })
  })
}
