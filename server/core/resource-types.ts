// The types we know, a row a service: its name in ARNs, its kinds, and what people call it otherwise.
// Other types are judged all the same; this table only helps with names.

import { nearest } from './similar.ts'

const kinds: readonly (readonly [service: string, kinds: string, alsoCalled?: string])[] = [
  ['access-analyzer', 'analyzer'],
  ['acm', 'certificate'],
  ['acm-pca', 'certificate-authority'],
  ['airflow', 'environment', 'mwaa'],
  ['amplify', 'apps'],
  ['apigateway', 'restapis apis usageplans apikeys vpclinks domainnames'],
  ['appconfig', 'application'],
  ['appmesh', 'mesh'],
  ['apprunner', 'service'],
  ['appsync', 'apis'],
  ['athena', 'workgroup datacatalog'],
  ['autoscaling', 'autoScalingGroup'],
  ['backup', 'backup-vault backup-plan'],
  ['batch', 'compute-environment job-queue job-definition'],
  [
    'bedrock',
    'agent agent-alias knowledge-base guardrail custom-model provisioned-model application-inference-profile',
  ],
  ['cloudformation', 'stack stackset'],
  ['cloudfront', 'distribution'],
  ['cloudtrail', 'trail'],
  ['cloudwatch', 'alarm dashboard metric-stream'],
  ['codeartifact', 'domain repository'],
  ['codebuild', 'project'],
  ['codecommit', 'repository'],
  ['codedeploy', 'application'],
  ['codepipeline', 'pipeline'],
  ['cognito-identity', 'identitypool'],
  ['cognito-idp', 'userpool'],
  ['datasync', 'task'],
  ['dax', 'cache'],
  ['dms', 'rep es task', 'databasemigrationservice'],
  ['ds', 'directory'],
  ['dynamodb', 'table'],
  [
    'ec2',
    'instance volume snapshot image vpc subnet security-group natgateway elastic-ip network-interface vpc-endpoint launch-template internet-gateway route-table network-acl key-pair transit-gateway transit-gateway-attachment vpn-connection vpn-gateway customer-gateway vpc-peering-connection vpc-flow-log dhcp-options capacity-reservation dedicated-host fleet placement-group prefix-list reserved-instances spot-instances-request',
  ],
  ['ecr', 'repository'],
  ['ecs', 'cluster service task-definition task capacity-provider container-instance'],
  ['eks', 'cluster nodegroup fargateprofile addon'],
  ['elasticache', 'cluster replicationgroup snapshot serverlesscache parametergroup subnetgroup'],
  ['elasticbeanstalk', 'application environment'],
  ['elasticfilesystem', 'file-system access-point', 'efs'],
  ['elasticloadbalancing', 'loadbalancer targetgroup listener', 'elb elbv2 alb nlb'],
  ['elasticmapreduce', 'cluster', 'emr'],
  ['emr-serverless', 'applications'],
  ['es', 'domain', 'opensearch opensearchservice'],
  ['events', 'rule event-bus', 'eventbridge'],
  ['firehose', 'deliverystream'],
  ['fsx', 'file-system backup volume'],
  ['glacier', 'vaults'],
  ['glue', 'job crawler database trigger workflow connection', 'awsglue'],
  ['guardduty', 'detector'],
  ['iam', 'role user policy instance-profile server-certificate oidc-provider saml-provider'],
  ['imagebuilder', 'image-pipeline'],
  ['kafka', 'cluster', 'msk'],
  ['kinesis', 'stream'],
  ['kinesisanalytics', 'application'],
  ['kms', 'key'],
  ['lambda', 'function layer event-source-mapping'],
  ['lightsail', 'Instance Bucket LoadBalancer'],
  ['logs', 'log-group', 'cloudwatchlogs'],
  ['memorydb', 'cluster'],
  ['mq', 'broker'],
  ['network-firewall', 'firewall firewall-policy'],
  ['organizations', 'account ou policy'],
  ['pipes', 'pipe'],
  ['qldb', 'ledger'],
  ['quicksight', 'dashboard dataset datasource analysis'],
  ['ram', 'resource-share'],
  ['rds', 'db cluster snapshot cluster-snapshot subgrp pg cluster-pg og es ri proxy'],
  ['redshift', 'cluster snapshot subnetgroup parametergroup'],
  ['redshift-serverless', 'workgroup namespace'],
  ['route53', 'hostedzone healthcheck'],
  ['route53resolver', 'resolver-endpoint'],
  ['s3', 'bucket accesspoint storage-lens'],
  [
    'sagemaker',
    'notebook-instance endpoint endpoint-config model training-job processing-job domain user-profile app space',
  ],
  ['scheduler', 'schedule-group'],
  ['secretsmanager', 'secret'],
  ['servicediscovery', 'namespace service'],
  ['sns', 'topic'],
  ['sqs', 'queue'],
  ['ssm', 'parameter document maintenancewindow patchbaseline'],
  ['states', 'stateMachine activity', 'stepfunctions sfn'],
  ['storagegateway', 'gateway'],
  ['synthetics', 'canary'],
  ['timestream', 'database'],
  ['transfer', 'server'],
  ['wafv2', 'regional global'],
  ['workspaces', 'workspace directory'],
  ['xray', 'group sampling-rule'],
]

export const knownTypes: readonly string[] = kinds.flatMap(([service, names]) =>
  names.split(' ').flatMap((kind) => (kind === '' ? [] : [`${service}:${kind}`])),
)

const known = new Set(knownTypes)
const services = new Set(kinds.map(([service]) => service))
const otherNames = new Map(
  kinds.flatMap(([service, , names]) => names?.split(' ').map((name) => [name, service] as const) ?? []),
)

/** Takes an exact type or `service:*`. */
export function isKnownType(pattern: string): boolean {
  return pattern === '*' || (pattern.endsWith(':*') ? services.has(pattern.slice(0, -2)) : known.has(pattern))
}

/** `rds:db-instance` → `rds:db`, `elbv2:*` → `elasticloadbalancing:*`, `ec2` → `ec2:*`. */
export function suggestType(pattern: string): string | undefined {
  const [spelled = '', kind = ''] = pattern.split(':')
  const lower = spelled.toLowerCase()
  const service = services.has(lower) ? lower : (otherNames.get(lower) ?? nearest(lower, services, 2))
  if (service === undefined) return undefined
  if (kind === '*' || kind === '') return `${service}:*`
  return suggestKind(service, kind)
}

function suggestKind(service: string, kind: string): string | undefined {
  const candidates = knownTypes.filter((type) => type.startsWith(`${service}:`))
  const wanted = plain(kind)
  const nameOf = (type: string) => plain(type.slice(service.length + 1))
  const byWord = candidates.filter((type) => wanted.startsWith(nameOf(type)) || nameOf(type).startsWith(wanted))
  // The nearest in length wins: `cluster-snapshots` is a cluster snapshot, not a cluster, and `Cluster` is a cluster.
  const surplus = (type: string) => Math.abs(nameOf(type).length - wanted.length)
  const [closest] = byWord.toSorted((a, b) => surplus(a) - surplus(b))
  return closest ?? nearest(`${service}:${kind.toLowerCase()}`, candidates, 3) ?? onlyOne(candidates)
}

const plain = (kind: string): string => kind.toLowerCase().replaceAll(/[-_]/g, '')

const onlyOne = (candidates: readonly string[]): string | undefined =>
  candidates.length === 1 ? candidates[0] : undefined
