import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { inputsOf, one, revealedText } from '../recorder/find.ts'
import { listOf, statementsOf } from './policies.ts'

// biome-ignore lint/suspicious/noExplicitAny: a container has whatever ECS reads; the assertions describe it
type Container = any

export const containersIn = (graph: Graph): Container[] =>
  JSON.parse(revealedText(one(graph, 'aws:ecs/taskDefinition:TaskDefinition').containerDefinitions))

export function taskRows(up: () => Graph): void {
  const definition = () => one(up(), 'aws:ecs/taskDefinition:TaskDefinition')
  const containers = () => containersIn(up())
  const container = (name: string) => containers().find((each) => each.name === name)

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
