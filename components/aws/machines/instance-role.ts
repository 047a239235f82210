import { InstanceProfile } from '@pulumi/aws/iam/instanceProfile.js'
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js'
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../place.ts'
import { policyDocument, type Statement } from '../policy-document.ts'
import type { Files } from '../stores/files.ts'
import { metricsNamespace } from '../watch/alarm-rules.ts'

export interface InstanceRoleArgs {
  readonly place: Place
  /** The role of the audit; a machine has one role, so it is this one that starts the server. */
  readonly roleName: pulumi.Input<string>
  readonly files: Files
  /** Where the image is pulled from; none for an image that anybody may pull. */
  readonly repositoryArns: readonly pulumi.Input<string>[]
  readonly secretArns: readonly pulumi.Input<string>[]
  readonly secretsKeyArn: pulumi.Input<string>
  readonly parameterArns: readonly string[]
  readonly logGroupArns: readonly pulumi.Input<string>[]
  /** Of the Prometheus that gets the server's own metrics. */
  readonly prometheusArn: pulumi.Input<string> | undefined
  /** Physical name of the Auto Scaling group. */
  readonly groupName: string
}

/** What a machine may do to start the server, to write its logs and figures, and to be reached by an operator. */
export class InstanceRole extends pulumi.ComponentResource {
  /** Known once every right is given: a machine that starts earlier would be refused. */
  readonly profileArn: pulumi.Output<string>

  constructor(name: string, args: InstanceRoleArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:InstanceRole', name, {}, opts)
    const child = { parent: this }
    const { place, roleName: role } = args
    const policyArn = `arn:${place.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore`
    const shell = new RolePolicyAttachment(`${name}-shell`, { role, policyArn }, child)
    const policy = policyDocument([...starting(args), ...running(args)])
    const own = new RolePolicy(`${name}-own`, { role, policy }, child)
    const profile = new InstanceProfile(name, { role, tags: place.tags }, child)
    this.profileArn = pulumi.all([profile.arn, shell.id, own.id]).apply(([arn]) => arn)
    this.registerOutputs({ profileArn: this.profileArn })
  }
}

const traces = ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets']

const allow = (Sid: string, Action: string | string[], Resource: Statement['Resource'] & {}) =>
  ({ Sid, Effect: 'Allow', Action, Resource }) as const

function starting(args: InstanceRoleArgs): Statement[] {
  const layers = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage']
  const from = args.repositoryArns
  const decrypt = { 'kms:EncryptionContext:SecretARN': args.secretArns }
  return [
    allow('Login', 'ecr:GetAuthorizationToken', '*'),
    ...(from.length > 0 ? [allow('Pull', layers, from)] : []),
    allow('Settings', 'ssm:GetParametersByPath', args.parameterArns),
    allow('Secrets', 'secretsmanager:GetSecretValue', args.secretArns),
    { ...allow('SecretsKey', 'kms:Decrypt', args.secretsKeyArn), Condition: { StringEquals: decrypt } },
  ]
}

function running({ place, files, logGroupArns, prometheusArn, groupName }: InstanceRoleArgs): Statement[] {
  const { partition, region, account } = place
  const group = `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${groupName}`
  const write = ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams']
  const mount = ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite']
  const byPoint = { 'elasticfilesystem:AccessPointArn': files.accessPointArn }
  return [
    { ...allow('Artifacts', mount, files.fileSystemArn), Condition: { StringEquals: byPoint } },
    allow(
      'Logs',
      write,
      logGroupArns.map((arn) => pulumi.interpolate`${arn}:*`),
    ),
    {
      ...allow('Figures', 'cloudwatch:PutMetricData', '*'),
      Condition: { StringEquals: { 'cloudwatch:namespace': metricsNamespace } },
    },
    allow(
      'Traces',
      traces.map((verb) => `xray:${verb}`),
      '*',
    ),
    ...(prometheusArn === undefined ? [] : [allow('Metrics', 'aps:RemoteWrite', prometheusArn)]),
    allow('OwnState', 'autoscaling:DescribeAutoScalingInstances', '*'),
    allow('Lifecycle', 'autoscaling:CompleteLifecycleAction', group),
  ]
}
