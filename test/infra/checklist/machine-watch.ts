import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { all, inputsOf, one } from '../recorder/find.ts'
import { listOf, type Statement, statementsOf } from './policies.ts'

/** What a machine may do, how many there are, and what watches them. */
export function machineWatchRows(up: () => Graph): void {
  const rights = () =>
    Object.fromEntries(
      statementsOf(one(up(), 'aws:iam/rolePolicy:RolePolicy', 'starting-own').policy).map((each) => [each.Sid, each]),
    )
  const denied = (): Record<string, Statement> =>
    Object.fromEntries(
      statementsOf(one(up(), 'aws:iam/policy:Policy', 'audit-never').policy).map((each) => [each.Sid, each]),
    )

  test('[chk B15] [B7] [B15] [X23] a machine has one role: it audits, starts the server, and is reached by Session Manager', () => {
    const { role } = one(up(), 'aws:iam/instanceProfile:InstanceProfile')
    expect(one(up(), 'aws:ec2/launchTemplate:LaunchTemplate').iamInstanceProfile.arn).toContain('instance-profile/')
    const attached = inputsOf(up(), 'aws:iam/rolePolicyAttachment:RolePolicyAttachment').filter(
      (each) => each.role === role,
    )
    expect(attached.map(({ policyArn }) => String(policyArn).split('/').at(-1)).toSorted()).toEqual([
      'AmazonSSMManagedInstanceCore',
      'tagwarden-audit-core-0a1b2c3',
      'tagwarden-audit-extended-0a1b2c3',
      'tagwarden-audit-never-0a1b2c3',
    ])
  })
  test('[chk B15] [B14] it writes to its own log groups, and figures to one namespace', () => {
    const { Logs, Figures } = rights()
    expect(listOf(Logs?.Resource)).toHaveLength(2)
    for (const arn of listOf(Logs?.Resource)) expect(arn).toMatch(/log-group:\/tagwarden\/\w+\/(server|system):\*$/)
    expect(Figures?.Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Tagwarden/Instances' } })
  })
  test('[chk B15] it pulls from one repository, and reads its own secrets and settings, no more', () => {
    const { Pull, Secrets, SecretsKey, Settings, Lifecycle, Artifacts } = rights()
    expect(listOf(Pull?.Resource)).toHaveLength(1)
    expect(listOf(Secrets?.Resource)).toHaveLength(4)
    expect(SecretsKey?.Condition).toEqual({ StringEquals: { 'kms:EncryptionContext:SecretARN': Secrets?.Resource } })
    expect(listOf(Settings?.Resource)).toEqual([
      expect.stringMatching(/:parameter\/tagwarden\/\w+\/server$/),
      expect.stringMatching(/:parameter\/tagwarden\/\w+\/server\/\*$/),
    ])
    expect(listOf(Lifecycle?.Resource)).toEqual([expect.stringMatching(/autoScalingGroupName\/tagwarden-\w+$/)])
    expect(JSON.stringify(Artifacts?.Condition)).toContain('access-point/')
    const everywhere = Object.values(rights()).filter((each) => listOf(each.Resource).includes('*'))
    expect(everywhere.map(({ Sid }) => Sid).toSorted()).toEqual(['Figures', 'Login', 'OwnState', 'Traces'])
  })
  test('[chk B15] what the audit is denied leaves exactly these secrets and settings, and the key they need', () => {
    const { Secrets, Settings, SecretsKey } = rights()
    expect(denied().ReadContents?.NotResource).toEqual([...listOf(Secrets?.Resource), ...listOf(Settings?.Resource)])
    expect(denied().ForeignKeys?.NotResource).toContain(SecretsKey?.Resource)
  })
  test('[chk B10] machines follow their CPU and the requests to each of them, and nothing else', () => {
    const policies = inputsOf(up(), 'aws:autoscaling/policy:Policy')
    expect(policies.every(({ policyType }) => policyType === 'TargetTrackingScaling')).toBe(true)
    const targets = policies.map(({ targetTrackingConfiguration }) => targetTrackingConfiguration)
    expect(targets).toEqual(
      expect.arrayContaining([
        { targetValue: 60, predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' } },
        {
          targetValue: 6_000,
          predefinedMetricSpecification: {
            predefinedMetricType: 'ALBRequestCountPerTarget',
            resourceLabel: expect.stringMatching(/^app\/.*\/targetgroup\//),
          },
        },
      ]),
    )
    expect(targets).toHaveLength(2)
    expect(all(up(), 'aws:autoscaling/schedule:Schedule')).toEqual([])
  })
  test('[chk B16] every measure that tells of trouble has an alarm', () => {
    const alarms = inputsOf(up(), 'aws:cloudwatch/metricAlarm:MetricAlarm')
    const watched = alarms.map(({ namespace, metricName }) => `${namespace} ${metricName}`)
    expect(watched).toEqual(
      expect.arrayContaining([
        'AWS/ApplicationELB UnHealthyHostCount',
        'AWS/ApplicationELB HTTPCode_ELB_5XX_Count',
        'AWS/ApplicationELB TargetResponseTime',
        'AWS/ApplicationELB RejectedConnectionCount',
        'AWS/ApplicationELB ActiveConnectionCount',
        'AWS/EC2 CPUUtilization',
        'AWS/EC2 CPUCreditBalance',
        'Tagwarden/Instances mem_used_percent',
        'Tagwarden/Instances disk_used_percent',
      ]),
    )
    const credits = one(up(), 'aws:cloudwatch/metricAlarm:MetricAlarm', '-credits')
    expect(credits.period * credits.evaluationPeriods).toBeGreaterThan(3_600)
    const unhealthy = one(up(), 'aws:cloudwatch/metricAlarm:MetricAlarm', '-unhealthy')
    expect(unhealthy).toMatchObject({ threshold: 0, comparisonOperator: 'GreaterThanThreshold' })
    const group = one(up(), 'aws:autoscaling/group:Group').name
    for (const { namespace, dimensions } of alarms.filter(({ namespace }) => /EC2|Instances/.test(String(namespace))))
      expect({ namespace, dimensions }).toEqual({ namespace, dimensions: { AutoScalingGroupName: group } })
  })
  test('the dashboard shows the machines', () => {
    const { dashboardBody } = one(up(), 'aws:cloudwatch/dashboard:Dashboard')
    for (const word of ['AutoScalingGroupName', 'AWS/EC2', 'mem_used_percent']) expect(dashboardBody).toContain(word)
  })
}
