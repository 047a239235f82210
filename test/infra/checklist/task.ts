import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { all, inputsOf, one, revealedText } from '../recorder/find.ts'
import type { ExpectedOnEcs } from './expected.ts'
import { listOf, statementsOf } from './policies.ts'

// biome-ignore lint/suspicious/noExplicitAny: a container has whatever ECS reads; the assertions describe it
type Container = any

export const containersIn = (graph: Graph): Container[] =>
  JSON.parse(revealedText(one(graph, 'aws:ecs/taskDefinition:TaskDefinition').containerDefinitions))

export function taskRows(up: () => Graph, wanted: ExpectedOnEcs): void {
  const definition = () => one(up(), 'aws:ecs/taskDefinition:TaskDefinition')
  const service = () => one(up(), 'aws:ecs/service:Service')
  const containers = () => containersIn(up())
  const container = (name: string) => containers().find((each) => each.name === name)

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
  test('[chk E3] [E19] a task has half a CPU and 1 GB, and one role to start, another to run', () => {
    expect(definition()).toMatchObject({
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '512',
      memory: '1024',
      runtimePlatform: { cpuArchitecture: 'X86_64' },
      trackLatest: true,
    })
    expect(definition().executionRoleArn).not.toBe(definition().taskRoleArn)
  })
  test('[R6] migration and server speak TLS with a database whose certificate they check', () => {
    for (const name of ['migration', 'server']) {
      expect(container(name).environment).toContainEqual({ name: 'DATABASE_CA_FILE', value: 'rds' })
    }
  })
  test('[chk E4] containers have no root, no rights to gain, a read-only root and a digest', () => {
    expect(containers().map(({ name }) => name)).toEqual(['migration', 'server', 'collector'])
    for (const each of containers()) {
      expect(each).toMatchObject({
        readonlyRootFilesystem: true,
        privileged: false,
        linuxParameters: {
          initProcessEnabled: true,
          capabilities: { drop: ['ALL'] },
          tmpfs: [{ containerPath: '/tmp' }],
        },
        logConfiguration: { options: { mode: 'non-blocking', 'max-buffer-size': '25m' } },
      })
      expect(each.image).toMatch(/@sha256:[\da-f]{64}$/)
    }
    for (const name of ['migration', 'server']) expect(container(name).user).toBe('10001:10001')
    expect(container('server')).toMatchObject({ stopTimeout: 60, healthCheck: { interval: 30, retries: 3 } })
    expect(container('server').healthCheck.command.slice(0, 2)).toEqual(['CMD', 'node'])
    expect(container('server').portMappings[0].containerPort).toBe(8000)
  })
  test('[chk E4] [E13] [E18] [E27] what is secret comes from a secret, the rest is plain', () => {
    const names = (list: { name: string }[]) => list.map(({ name }) => name).toSorted()
    expect(names(container('server').secrets)).toEqual(['API_KEY_HASHES', 'DATABASE_URL', 'REDIS_URL'])
    expect(names(container('server').environment)).toEqual([
      'ALLOWED_HOSTS',
      'ARTIFACT_DIR',
      'AUTH_MODE',
      'DATABASE_CA_FILE',
      'DATA_DIR',
      'ESTATE',
      'HOST',
      'METRICS_PORT',
      'MIGRATE',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'POLICY_FILE',
      'PORT',
      'TRUST_PROXY',
    ])
    for (const { valueFrom } of container('server').secrets) expect(valueFrom).toMatch(/^arn:aws:secretsmanager:/)
  })
  test('[R7] the master of the database is read by the migration only, which ends well before the server starts', () => {
    expect(container('server').dependsOn).toEqual([{ containerName: 'migration', condition: 'SUCCESS' }])
    expect(container('migration')).toMatchObject({
      essential: false,
      command: ['server/cli.ts', 'store', 'migrate', '--grant-to', 'tagwarden_a'],
    })
    expect(JSON.stringify(container('migration').secrets)).toContain('rds!db-')
    expect(JSON.stringify(container('server'))).not.toContain('rds!db-')
    expect(container('server').environment).toContainEqual({ name: 'MIGRATE', value: 'false' })
  })
  test('[chk E5] [E9] artifacts are mounted encrypted, through the access point, by the role', () => {
    const artifacts = definition().volumes.find(({ name }: { name: string }) => name === 'artifacts')
    expect(artifacts.efsVolumeConfiguration).toEqual({
      fileSystemId: 'fs-0a1b',
      transitEncryption: 'ENABLED',
      authorizationConfig: { accessPointId: 'fsap-0a1b', iam: 'ENABLED' },
    })
    const statements = statementsOf(one(up(), 'aws:iam/rolePolicy:RolePolicy', 'task-running').policy)
    expect(statements.find(({ Sid }) => Sid === 'Artifacts')?.Condition).toEqual({
      StringEquals: { 'elasticfilesystem:AccessPointArn': expect.stringContaining('access-point/fsap-0a1b') },
    })
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
  test('[chk E9] [E15] [H14] traces go to a collector beside the server, whose end is not the server’s', () => {
    expect(container('collector').essential).toBe(false)
    expect(container('collector').environment[0].value).toContain('awsxray')
    expect(container('server').environment).toContainEqual({
      name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      value: 'http://127.0.0.1:4318',
    })
  })
  test('[chk E10] [E6] [G17] the starting role pulls from one repository and reads four secrets, no more', () => {
    const statements = statementsOf(one(up(), 'aws:iam/rolePolicy:RolePolicy', 'starting-policy').policy)
    const wide = statements.filter(({ Resource }) => listOf(Resource).includes('*'))
    expect(wide.map(({ Action }) => Action)).toEqual(['ecr:GetAuthorizationToken'])
    const bySid = Object.fromEntries(statements.map((statement) => [statement.Sid, statement]))
    expect(listOf(bySid.Pull?.Resource)).toHaveLength(1)
    expect(listOf(bySid.Secrets?.Resource)).toHaveLength(4)
    expect(bySid.SecretsKey?.Condition).toEqual({
      StringEquals: { 'kms:EncryptionContext:SecretARN': bySid.Secrets?.Resource },
    })
  })
  test('[chk E11] the roles of a task are taken by tasks of this account only', () => {
    const trusts = inputsOf(up(), 'aws:iam/role:Role').flatMap(({ assumeRolePolicy }) => statementsOf(assumeRolePolicy))
    const tasks = trusts.filter(({ Principal }) => JSON.stringify(Principal).includes('ecs-tasks'))
    expect(tasks).toHaveLength(2)
    for (const { Condition } of tasks)
      expect(Condition?.ArnLike).toEqual({ 'aws:SourceArn': 'arn:aws:ecs:eu-west-1:123456789012:*' })
  })
}
