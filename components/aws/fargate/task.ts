import { TaskDefinition } from '@pulumi/aws/ecs/taskDefinition.js'
import { Role } from '@pulumi/aws/iam/role.js'
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import { type LogKeeping, logGroup } from '../log-groups.ts'
import type { Place } from '../place.ts'
import { policyDocument, trustOf } from '../policy-document.ts'
import type { Files } from '../stores/files.ts'
import { type ContainersArgs, containersOf, volumes } from './containers.ts'

export interface TaskArgs extends Omit<ContainersArgs, 'region' | 'logGroup'> {
  readonly logs: LogKeeping
  readonly place: Place
  readonly files: Files
  /** The role of the running server. */
  readonly roleArn: pulumi.Input<string>
  readonly roleName: pulumi.Input<string>
  /** Where the images are pulled from; none for images that anybody may pull. */
  readonly repositoryArns: readonly pulumi.Input<string>[]
  readonly secretsKeyArn: pulumi.Input<string>
  /** A shell for an operator, through Session Manager. */
  readonly allowsExec: boolean
}

/** One copy of Tagwarden: what it runs, what it may do, and what ECS may do to start it. */
export class Task extends pulumi.ComponentResource {
  readonly definitionArn: pulumi.Output<string>
  readonly logGroupName: pulumi.Output<string>

  constructor(name: string, args: TaskArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Task', name, {}, opts)
    const { place } = args
    const log = logGroup(`${name}-logs`, physicalName('logGroup', place.stack, 'server'), args.logs, this)
    const starting = this.startingRole(name, args, log.arn)
    const running = new RolePolicy(
      `${name}-running`,
      { role: args.roleName, policy: runningPolicy(args) },
      { parent: this },
    )
    const definition = new TaskDefinition(
      name,
      {
        family: physicalName('cluster', place.stack),
        requiresCompatibilities: ['FARGATE'],
        networkMode: 'awsvpc',
        cpu: '512',
        memory: '1024',
        runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
        executionRoleArn: starting,
        taskRoleArn: args.roleArn,
        trackLatest: true,
        containerDefinitions: pulumi.jsonStringify(containersOf({ ...args, region: place.region, logGroup: log.name })),
        volumes: [{ name: volumes.local }, artifactVolume(args.files)],
        tags: place.tags,
      },
      { parent: this, dependsOn: [running] },
    )
    this.definitionArn = definition.arn
    this.logGroupName = log.name
    this.registerOutputs({ definitionArn: this.definitionArn })
  }

  /** Pulls the image, reads the secrets and writes the first log line; no more. */
  private startingRole(name: string, args: TaskArgs, logArn: pulumi.Input<string>): pulumi.Output<string> {
    const { place } = args
    const assumeRolePolicy = trustOf('ecs-tasks.amazonaws.com', place.account, tasksOf(place))
    const role = new Role(`${name}-starting`, { assumeRolePolicy, tags: place.tags }, { parent: this })
    const policy = startingPolicy(args, logArn)
    const written = new RolePolicy(`${name}-starting-policy`, { role: role.name, policy }, { parent: this })
    return pulumi.all([role.arn, written.id]).apply(([arn]) => arn)
  }
}

/** On whose behalf ECS takes a role. */
export const tasksOf = ({ partition, region, account }: Place) => `arn:${partition}:ecs:${region}:${account}:*`

const artifactVolume = ({ fileSystemId, accessPointId }: Files) => ({
  name: volumes.artifacts,
  efsVolumeConfiguration: {
    fileSystemId,
    transitEncryption: 'ENABLED',
    authorizationConfig: { accessPointId, iam: 'ENABLED' },
  },
})

function startingPolicy(args: TaskArgs, logArn: pulumi.Input<string>): pulumi.Output<string> {
  const secrets = [...Object.values(args.secretArns).filter((arn) => arn !== undefined), args.owner.secretArn]
  const layers = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage']
  const from = args.repositoryArns
  const decrypt = { 'kms:EncryptionContext:SecretARN': secrets }
  return policyDocument([
    { Sid: 'Login', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    ...(from.length > 0 ? [{ Sid: 'Pull', Effect: 'Allow', Action: layers, Resource: from } as const] : []),
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: pulumi.interpolate`${logArn}:*`,
    },
    { Sid: 'Secrets', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secrets },
    {
      Sid: 'SecretsKey',
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: args.secretsKeyArn,
      Condition: { StringEquals: decrypt },
    },
  ])
}

function runningPolicy({ files, metrics, allowsExec }: TaskArgs): pulumi.Output<string> {
  const shell = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel']
  const traces = ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets']
  return policyDocument([
    {
      Sid: 'Artifacts',
      Effect: 'Allow',
      Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      Resource: files.fileSystemArn,
      Condition: { StringEquals: { 'elasticfilesystem:AccessPointArn': files.accessPointArn } },
    },
    { Sid: 'Traces', Effect: 'Allow', Action: traces.map((verb) => `xray:${verb}`), Resource: '*' },
    ...(metrics
      ? [{ Sid: 'Metrics', Effect: 'Allow', Action: 'aps:RemoteWrite', Resource: metrics.prometheusArn } as const]
      : []),
    ...(allowsExec
      ? [{ Sid: 'Shell', Effect: 'Allow', Action: shell.map((verb) => `ssmmessages:${verb}`), Resource: '*' } as const]
      : []),
  ])
}
