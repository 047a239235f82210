// What a change replaces: no SDK says it. A type that is not listed may not change at all, so that nothing is guessed.

export type Replacement = {
  /** A change of one of these makes another resource. */
  readonly replaceOn: readonly string[]
  /** Changes that the provider does not see. */
  readonly ignores?: readonly string[]
  readonly source: string
}

/** `ForceNew` of an argument; released under the MPL and served by the Go module proxy. */
const terraform = (file: string) => `hashicorp/terraform-provider-aws v1.60.0, aws/resource_aws_${file}.go, ForceNew`
const dockerBuild = (file: string) => `pulumi/pulumi-docker-build v0.0.22, provider/internal/${file}.go, Diff`
const terraformDocker = (file: string) =>
  `kreuzwerker/terraform-provider-docker 96d331c98ff4, internal/provider/resource_docker_${file}.go, ForceNew`

const aws: Readonly<Record<string, Replacement>> = {
  'aws:appautoscaling/target:Target': {
    replaceOn: ['resourceId', 'scalableDimension', 'serviceNamespace'],
    source: terraform('appautoscaling_target'),
  },
  'aws:autoscaling/group:Group': {
    // Since v5 another initial hook is another group too.
    replaceOn: ['name', 'namePrefix', 'initialLifecycleHooks'],
    source: `${terraform('autoscaling_group')}; internal/service/autoscaling/group.go at 00a919d1548e`,
  },
  'aws:backup/plan:Plan': { replaceOn: ['name'], source: 'AWS Backup API, UpdateBackupPlan: the rules, in place' },
  'aws:budgets/budget:Budget': { replaceOn: ['name', 'namePrefix'], source: terraform('budgets_budget') },
  'aws:cloudwatch/dashboard:Dashboard': {
    replaceOn: ['dashboardName'],
    source: 'CloudWatch API, PutDashboard: overwrites the dashboard of that name',
  },
  'aws:cloudwatch/eventRule:EventRule': {
    replaceOn: ['name', 'namePrefix'],
    source: terraform('cloudwatch_event_rule'),
  },
  'aws:cloudwatch/eventTarget:EventTarget': {
    replaceOn: ['rule', 'targetId'],
    source: terraform('cloudwatch_event_target'),
  },
  'aws:ec2/launchTemplate:LaunchTemplate': {
    // Anything else is another version of it.
    replaceOn: ['name', 'namePrefix'],
    source: terraform('launch_template'),
  },
  'aws:ecs/service:Service': {
    // load_balancer and propagate_tags were ForceNew too; ECS has updated both in place since 2022.
    replaceOn: ['name', 'cluster', 'launchType', 'schedulingStrategy', 'iamRole'],
    source: `${terraform('ecs_service')}; ECS API, UpdateService`,
  },
  'aws:ecs/taskDefinition:TaskDefinition': {
    replaceOn: [
      'containerDefinitions',
      'cpu',
      'executionRoleArn',
      'family',
      'ipcMode',
      'memory',
      'networkMode',
      'pidMode',
      'placementConstraints',
      'requiresCompatibilities',
      'runtimePlatform',
      'taskRoleArn',
      'volumes',
    ],
    source: `${terraform('ecs_task_definition')}; ECS API: no call changes a revision, runtimePlatform included`,
  },
  'aws:elasticache/replicationGroup:ReplicationGroup': {
    // auth_token was ForceNew before there was an authTokenUpdateStrategy.
    replaceOn: [
      'atRestEncryptionEnabled',
      'kmsKeyId',
      'port',
      'replicationGroupId',
      'snapshotArns',
      'snapshotName',
      'subnetGroupName',
    ],
    source: `${terraform('elasticache_replication_group')}; @pulumi/aws 7.48.0, authTokenUpdateStrategy`,
  },
  'aws:iam/policy:Policy': {
    replaceOn: ['description', 'name', 'namePrefix', 'path'],
    source: terraform('iam_policy'),
  },
  'aws:iam/rolePolicy:RolePolicy': { replaceOn: ['name', 'namePrefix', 'role'], source: terraform('iam_role_policy') },
  'aws:kms/key:Key': { replaceOn: ['keyUsage'], source: terraform('kms_key') },
  'aws:secretsmanager/secret:Secret': { replaceOn: ['name', 'namePrefix'], source: terraform('secretsmanager_secret') },
  'aws:secretsmanager/secretVersion:SecretVersion': {
    replaceOn: ['secretId', 'secretString', 'secretBinary'],
    source: terraform('secretsmanager_secret_version'),
  },
  'aws:ssm/parameter:Parameter': { replaceOn: ['name'], source: terraform('ssm_parameter') },
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': {
    replaceOn: ['securityGroupId'],
    source: 'EC2 API, ModifySecurityGroupRules: changes ports, source and description of a rule, not its group',
  },
}

const others: Readonly<Record<string, Replacement>> = {
  'docker-build:index:Image': { replaceOn: [], ignores: ['registries'], source: dockerBuild('image') },
  'docker-build:index:Index': { replaceOn: ['tag'], ignores: ['registry'], source: dockerBuild('index') },
  'docker:index/container:Container': {
    replaceOn: ['envs', 'image', 'command', 'user', 'ports', 'volumes', 'networksAdvanced', 'healthcheck', 'labels'],
    source: terraformDocker('container'),
  },
  'docker:index/network:Network': { replaceOn: ['driver', 'name', 'labels'], source: terraformDocker('network') },
  'docker:index/volume:Volume': { replaceOn: ['driver', 'name', 'labels'], source: terraformDocker('volume') },
}

export const replacements: Readonly<Record<string, Replacement>> = { ...aws, ...others }

export function replacementOf(type: string, changed: readonly string[]): Replacement {
  const found = replacements[type]
  if (found) return found
  throw new Error(`${type} changes (${changed.join(', ')}) and test/engine/standin/replacements.ts does not list it`)
}
