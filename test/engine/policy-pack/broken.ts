// Somebody's program that breaks every mandatory rule, each of them once.

export type Wanted = {
  readonly type: string
  readonly name: string
  readonly props: object
  /** Settings of a provider of its own. */
  readonly provider?: object
}

const tags = { Owner: 'team-shop', Environment: 'development', Application: 'shop', CostCenter: 'CC-1234' }
const tagged = (type: string, name: string, props: object = {}): Wanted => ({ type, name, props: { ...props, tags } })
const open = (port: number) => ({ protocol: 'tcp', fromPort: port, toPort: port, cidrBlocks: ['0.0.0.0/0'] })

export const broken: readonly Wanted[] = [
  { type: 'aws:sqs/queue:Queue', name: 'untagged', props: {} },
  tagged('aws:lb/loadBalancer:LoadBalancer', 'front'),
  tagged('aws:lb/listener:Listener', 'in-the-clear', {
    port: 80,
    protocol: 'HTTP',
    defaultActions: [{ type: 'forward' }],
  }),
  tagged('aws:lb/listener:Listener', 'of-2016', { port: 443, protocol: 'HTTPS' }),
  tagged('aws:wafv2/webAcl:WebAcl', 'lets-all-through', { scope: 'REGIONAL' }),
  tagged('aws:ec2/vpc:Vpc', 'unseen', { cidrBlock: '10.0.0.0/16' }),
  tagged('aws:ec2/subnet:Subnet', 'public', { mapPublicIpOnLaunch: true }),
  tagged('aws:ec2/securityGroup:SecurityGroup', 'open', { ingress: [open(22), open(80)] }),
  tagged('aws:ec2/launchTemplate:LaunchTemplate', 'machine', { blockDeviceMappings: [{ ebs: { volumeSize: 8 } }] }),
  tagged('aws:ecs/service:Service', 'in-public', { networkConfiguration: { assignPublicIp: true } }),
  tagged('aws:ecs/taskDefinition:TaskDefinition', 'mighty', {
    containerDefinitions: JSON.stringify([{ name: 'web', privileged: true }]),
    volumes: [{ name: 'shared', efsVolumeConfiguration: { fileSystemId: 'fs-1' } }],
  }),
  tagged('aws:eks/cluster:Cluster', 'for-all', { vpcConfig: { subnetIds: ['subnet-1'] } }),
  tagged('aws:ecr/repository:Repository', 'images'),
  tagged('aws:rds/instance:Instance', 'data', { publiclyAccessible: true }),
  tagged('aws:elasticache/replicationGroup:ReplicationGroup', 'cache'),
  tagged('aws:efs/fileSystem:FileSystem', 'files'),
  tagged('aws:s3/bucket:Bucket', 'things'),
  tagged('aws:kms/key:Key', 'key'),
  tagged('aws:cloudwatch/logGroup:LogGroup', 'for-ever'),
  tagged('aws:cloudwatch/metricAlarm:MetricAlarm', 'unheard'),
  {
    type: 'kubernetes:apps/v1:Deployment',
    name: 'web',
    props: { spec: { template: { spec: { hostNetwork: true, containers: [{ name: 'web', image: 'web' }] } } } },
  },
]
