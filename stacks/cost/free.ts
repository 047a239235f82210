// What AWS asks nothing for, and why. A type that is neither here nor in a rule is not priced, never free.

const nothing = 'has no price of its own'
const rights = 'IAM is free'
const partOf = (what: string) => `a setting of ${what}, billed there`
const local = 'made where Pulumi runs, and kept in its state'

const types: Readonly<Record<string, string>> = {
  'aws:acm/certificate:Certificate': 'public and imported certificates are free',
  'aws:acm/certificateValidation:CertificateValidation': 'public and imported certificates are free',
  'aws:appautoscaling/scheduledAction:ScheduledAction': nothing,
  'aws:appautoscaling/target:Target': nothing,
  'aws:autoscaling/lifecycleHook:LifecycleHook': nothing,
  'aws:autoscaling/schedule:Schedule': nothing,
  'aws:backup/selection:Selection': partOf('the backup plan'),
  'aws:backup/vault:Vault': 'an empty vault is free; what is in it is counted with the backup plan',
  'aws:backup/vaultLockConfiguration:VaultLockConfiguration': partOf('the vault'),
  'aws:backup/vaultNotifications:VaultNotifications': partOf('the vault'),
  'aws:budgets/budget:Budget': 'budgets that only tell are free',
  'aws:cloudtrail/trail:Trail': 'the first copy of management events is free; a second trail of the account is not',
  'aws:cloudwatch/eventRule:EventRule': 'events of AWS itself are free',
  'aws:cloudwatch/eventTarget:EventTarget': 'events of AWS itself are free',
  'aws:costexplorer/anomalyMonitor:AnomalyMonitor': 'anomaly detection is free',
  'aws:costexplorer/anomalySubscription:AnomalySubscription': 'anomaly detection is free',
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': nothing,
  'aws:ec2/flowLog:FlowLog': 'billed as logs, in their group',
  'aws:ec2/securityGroup:SecurityGroup': nothing,
  'aws:ecr/lifecyclePolicy:LifecyclePolicy': partOf('the registry'),
  'aws:ecs/clusterCapacityProviders:ClusterCapacityProviders': partOf('the service'),
  'aws:ecs/taskDefinition:TaskDefinition': 'billed while it runs, with the service',
  'aws:efs/accessPoint:AccessPoint': partOf('the file system'),
  'aws:efs/fileSystemPolicy:FileSystemPolicy': partOf('the file system'),
  'aws:efs/mountTarget:MountTarget': partOf('the file system'),
  'aws:elasticache/parameterGroup:ParameterGroup': partOf('the cache'),
  'aws:elasticache/subnetGroup:SubnetGroup': partOf('the cache'),
  'aws:grafana/roleAssociation:RoleAssociation': partOf('the managed Grafana'),
  'aws:iam/instanceProfile:InstanceProfile': rights,
  'aws:iam/policy:Policy': rights,
  'aws:iam/role:Role': rights,
  'aws:iam/rolePolicy:RolePolicy': rights,
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': rights,
  'aws:kms/alias:Alias': partOf('the key'),
  'aws:lb/listener:Listener': partOf('the load balancer'),
  'aws:lb/listenerRule:ListenerRule': partOf('the load balancer'),
  'aws:lb/targetGroup:TargetGroup': partOf('the load balancer'),
  'aws:rds/parameterGroup:ParameterGroup': partOf('the database'),
  'aws:rds/subnetGroup:SubnetGroup': partOf('the database'),
  'aws:route53/record:Record': 'a record is free; the zone is there before the stack',
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': partOf('the bucket'),
  'aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration': partOf('the bucket'),
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': partOf('the bucket'),
  'aws:s3/bucketPolicy:BucketPolicy': partOf('the bucket'),
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': partOf('the bucket'),
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': partOf('the bucket'),
  'aws:s3/bucketVersioning:BucketVersioning': partOf('the bucket'),
  'aws:secretsmanager/secretVersion:SecretVersion': partOf('the secret'),
  'aws:sns/topic:Topic': 'the first thousand e-mails of a month are free',
  'aws:sns/topicPolicy:TopicPolicy': partOf('the topic'),
  'aws:sns/topicSubscription:TopicSubscription': 'the first thousand e-mails of a month are free',
  'aws:ssm/parameter:Parameter': 'standard parameters are free',
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': nothing,
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': nothing,
  'aws:wafv2/webAclAssociation:WebAclAssociation': partOf('the firewall'),
  'aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration': 'billed as logs, in their group',
}

/** Our own components, and what never reaches a cloud. */
const families: Readonly<Record<string, string>> = {
  'tagwarden:': 'only holds other resources together',
  'pulumi:': local,
  'random:': local,
  'tls:': local,
  'docker:': 'it runs on a Docker engine of yours',
  'docker-build:': local,
}

/** Undefined of what may cost something. */
export function whyFree(type: string): string | undefined {
  if (Object.hasOwn(types, type)) return types[type]
  const family = Object.keys(families).find((prefix) => type.startsWith(prefix))
  return family === undefined ? undefined : families[family]
}
