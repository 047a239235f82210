// What AWS tells about what was made, in its real form: ids, ARNs, addresses.

import { account, region } from './invokes.ts'
import type { Outputs } from './outputs-table.ts'

const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`
const named = (service: string, kind: string) => (name: string, inputs: { readonly name?: unknown }) => {
  const own = typeof inputs.name === 'string' ? inputs.name : `${name}-0a1b2c3`
  return { id: own, name: own, arn: arn(service, `${kind}${own}`) }
}
const nothing = () => ({})
const suffixed = (kind: string) => (name: string) => ({
  name: `${name}-0a1b2c3`,
  arn: arn('elasticloadbalancing', `${kind}/${name}-0a1b2c3/50dc6c495c0c9188`),
  arnSuffix: `${kind.replace('loadbalancer/', '')}/${name}-0a1b2c3/50dc6c495c0c9188`,
  dnsName: `${name}-0a1b2c3.${region}.elb.amazonaws.com`,
  zoneId: 'Z32O12XQLNTSW2',
})
const eachOf = (zones: unknown) => (prefix: string) =>
  Array.isArray(zones) ? zones.map((zone) => `${prefix}-${zone}`) : []

export const cloudOutputs: Outputs = {
  'awsx:ec2:Vpc': (_name, { availabilityZoneNames }) => {
    const eachZone = eachOf(availabilityZoneNames)
    return {
      vpcId: 'vpc-0a1b2c3d',
      publicSubnetIds: eachZone('subnet-public'),
      privateSubnetIds: eachZone('subnet-app'),
      isolatedSubnetIds: eachZone('subnet-data'),
      routeTables: eachZone('rtb').map((id) => ({ id })),
    }
  },
  'aws:acm/certificate:Certificate': (name) => ({
    arn: arn('acm', `certificate/${name}`),
    domainValidationOptions: [
      {
        resourceRecordName: '_a.example.com',
        resourceRecordType: 'CNAME',
        resourceRecordValue: '_b.acm-validations.aws',
      },
    ],
  }),
  'aws:acm/certificateValidation:CertificateValidation': nothing,
  'aws:amp/workspace:Workspace': () => ({
    id: 'ws-0a1b2c3',
    arn: arn('aps', 'workspace/ws-0a1b2c3'),
    prometheusEndpoint: `https://aps-workspaces.${region}.amazonaws.com/workspaces/ws-0a1b2c3/`,
  }),
  'aws:appautoscaling/policy:Policy': (name) => ({ arn: arn('autoscaling', `scalingPolicy:${name}`) }),
  'aws:appautoscaling/scheduledAction:ScheduledAction': nothing,
  'aws:appautoscaling/target:Target': nothing,
  'aws:autoscaling/group:Group': (_name, { name }) => ({
    id: name,
    name,
    arn: arn('autoscaling', `autoScalingGroup:0a1b2c3d:autoScalingGroupName/${name}`),
  }),
  'aws:autoscaling/lifecycleHook:LifecycleHook': nothing,
  'aws:autoscaling/policy:Policy': (name) => ({ arn: arn('autoscaling', `scalingPolicy:0a1b2c3d:policyName/${name}`) }),
  'aws:autoscaling/schedule:Schedule': nothing,
  'aws:backup/plan:Plan': (name) => ({ arn: arn('backup', `backup-plan:${name}-0a1b2c3`) }),
  'aws:backup/selection:Selection': nothing,
  'aws:backup/vault:Vault': named('backup', 'backup-vault:'),
  'aws:backup/vaultLockConfiguration:VaultLockConfiguration': nothing,
  'aws:budgets/budget:Budget': named('budgets', 'budget/'),
  'aws:cloudtrail/trail:Trail': named('cloudtrail', 'trail/'),
  'aws:cloudwatch/dashboard:Dashboard': nothing,
  'aws:cloudwatch/eventRule:EventRule': named('events', 'rule/'),
  'aws:cloudwatch/eventTarget:EventTarget': nothing,
  'aws:cloudwatch/logGroup:LogGroup': named('logs', 'log-group:'),
  'aws:cloudwatch/metricAlarm:MetricAlarm': named('cloudwatch', 'alarm:'),
  'aws:costexplorer/anomalyMonitor:AnomalyMonitor': (name) => ({
    arn: `arn:aws:ce::${account}:anomalymonitor/${name}-0a1b2c3`,
  }),
  'aws:costexplorer/anomalySubscription:AnomalySubscription': nothing,
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': nothing,
  'aws:ec2/flowLog:FlowLog': nothing,
  'aws:ec2/launchTemplate:LaunchTemplate': () => ({ id: 'lt-0a1b2c3d4e5f60718', latestVersion: 1 }),
  'aws:ec2/securityGroup:SecurityGroup': (name) => ({ id: `sg-${name}` }),
  'aws:ec2/vpcEndpoint:VpcEndpoint': (name) => ({ id: `vpce-${name}` }),
  'aws:ecr/lifecyclePolicy:LifecyclePolicy': nothing,
  'aws:ecr/repository:Repository': (_name, { name }) => ({
    arn: arn('ecr', `repository/${name}`),
    registryId: account,
    repositoryUrl: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
  }),
  'aws:ecs/cluster:Cluster': named('ecs', 'cluster/'),
  'aws:ecs/clusterCapacityProviders:ClusterCapacityProviders': nothing,
  'aws:ecs/service:Service': named('ecs', 'service/'),
  'aws:ecs/taskDefinition:TaskDefinition': (_name, { family }) => ({ arn: arn('ecs', `task-definition/${family}:1`) }),
  'aws:efs/accessPoint:AccessPoint': () => ({
    id: 'fsap-0a1b',
    arn: arn('elasticfilesystem', 'access-point/fsap-0a1b'),
  }),
  'aws:efs/fileSystem:FileSystem': () => ({ id: 'fs-0a1b', arn: arn('elasticfilesystem', 'file-system/fs-0a1b') }),
  'aws:efs/fileSystemPolicy:FileSystemPolicy': nothing,
  'aws:efs/mountTarget:MountTarget': nothing,
  'aws:elasticache/parameterGroup:ParameterGroup': named('elasticache', 'parametergroup:'),
  'aws:elasticache/replicationGroup:ReplicationGroup': (name) => ({
    id: `${name}-0a1b2c3`,
    primaryEndpointAddress: `master.${name}.abc123.euw1.cache.amazonaws.com`,
  }),
  'aws:elasticache/subnetGroup:SubnetGroup': named('elasticache', 'subnetgroup:'),
  'aws:grafana/roleAssociation:RoleAssociation': nothing,
  'aws:grafana/workspace:Workspace': () => ({
    id: 'g-0a1b2c3',
    endpoint: `g-0a1b2c3.grafana-workspace.${region}.amazonaws.com`,
  }),
  'aws:grafana/workspaceSamlConfiguration:WorkspaceSamlConfiguration': nothing,
  'aws:iam/instanceProfile:InstanceProfile': (name) => ({
    name: `${name}-0a1b2c3`,
    arn: `arn:aws:iam::${account}:instance-profile/${name}-0a1b2c3`,
  }),
  'aws:iam/policy:Policy': (name) => ({ arn: `arn:aws:iam::${account}:policy/${name}-0a1b2c3` }),
  'aws:iam/role:Role': (name, inputs) => {
    const own = typeof inputs.name === 'string' ? inputs.name : `${name}-0a1b2c3`
    return { name: own, arn: `arn:aws:iam::${account}:role/${own}` }
  },
  'aws:iam/rolePolicy:RolePolicy': nothing,
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': nothing,
  'aws:kms/alias:Alias': nothing,
  'aws:kms/key:Key': (name) => ({ keyId: `id-of-${name}`, arn: arn('kms', `key/id-of-${name}`) }),
  'aws:lb/listener:Listener': (name) => ({ arn: arn('elasticloadbalancing', `listener/app/x/${name}`) }),
  'aws:lb/listenerRule:ListenerRule': (name) => ({ arn: arn('elasticloadbalancing', `listener-rule/app/x/${name}`) }),
  'aws:lb/loadBalancer:LoadBalancer': suffixed('loadbalancer/app'),
  'aws:lb/targetGroup:TargetGroup': suffixed('targetgroup'),
  'aws:rds/instance:Instance': (_name, { identifier }) => ({
    endpoint: `${identifier}.abc123.${region}.rds.amazonaws.com:5432`,
    masterUserSecrets: [{ secretArn: arn('secretsmanager', 'secret:rds!db-0a1b-XyZ123') }],
  }),
  'aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication': nothing,
  'aws:rds/parameterGroup:ParameterGroup': named('rds', 'pg:'),
  'aws:rds/subnetGroup:SubnetGroup': named('rds', 'subgrp:'),
  'aws:route53/record:Record': (_name, { name }) => ({ fqdn: name }),
  'aws:s3/bucket:Bucket': (name) => ({
    id: `${name}-0a1b2c3`,
    bucket: `${name}-0a1b2c3`,
    arn: `arn:aws:s3:::${name}-0a1b2c3`,
  }),
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': nothing,
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': nothing,
  'aws:s3/bucketPolicy:BucketPolicy': nothing,
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': nothing,
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': nothing,
  'aws:s3/bucketVersioning:BucketVersioning': nothing,
  'aws:secretsmanager/secret:Secret': (_name, { name }) => ({
    id: arn('secretsmanager', `secret:${name}-XyZ123`),
    arn: arn('secretsmanager', `secret:${name}-XyZ123`),
  }),
  'aws:secretsmanager/secretVersion:SecretVersion': (_name, { secretId }) => ({ arn: secretId }),
  'aws:sns/topic:Topic': named('sns', ''),
  'aws:sns/topicPolicy:TopicPolicy': nothing,
  'aws:sns/topicSubscription:TopicSubscription': nothing,
  'aws:ssm/parameter:Parameter': (_name, { name }) => ({ id: name, arn: arn('ssm', `parameter${name}`) }),
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': nothing,
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': nothing,
  'aws:wafv2/webAcl:WebAcl': named('wafv2', 'regional/webacl/'),
  'aws:wafv2/webAclAssociation:WebAclAssociation': nothing,
  'aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration': nothing,
}
