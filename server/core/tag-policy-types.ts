// Our types in the words of AWS tag policies, after "Services and resource types that support enforcement" of the
// Organizations user guide: which types can be reported for a missing tag, and which services as a whole.

import { knownTypes } from './resource-types.ts'

/** A row a service: the kinds that `report_required_tag_for` takes, as we spell them. */
const reportable: Readonly<Record<string, string>> = {
  'access-analyzer': 'analyzer',
  acm: 'certificate',
  'acm-pca': 'certificate-authority',
  airflow: 'environment',
  amplify: 'apps',
  appconfig: 'application',
  appmesh: 'mesh',
  apprunner: 'service',
  athena: 'workgroup datacatalog',
  backup: 'backup-plan',
  batch: 'compute-environment job-queue job-definition',
  bedrock: 'agent agent-alias knowledge-base guardrail application-inference-profile',
  cloudformation: 'stack stackset',
  cloudfront: 'distribution',
  cloudtrail: 'trail',
  cloudwatch: 'alarm metric-stream',
  codeartifact: 'domain repository',
  codebuild: 'project',
  codecommit: 'repository',
  codedeploy: 'application',
  codepipeline: 'pipeline',
  'cognito-identity': 'identitypool',
  'cognito-idp': 'userpool',
  datasync: 'task',
  dax: 'cache',
  dms: 'rep es task',
  dynamodb: 'table',
  ec2: 'instance volume vpc subnet security-group natgateway elastic-ip network-interface vpc-endpoint launch-template internet-gateway route-table network-acl key-pair transit-gateway transit-gateway-attachment vpn-connection vpn-gateway customer-gateway vpc-peering-connection vpc-flow-log dhcp-options capacity-reservation dedicated-host fleet placement-group prefix-list',
  ecr: 'repository',
  ecs: 'cluster service task-definition capacity-provider',
  eks: 'cluster nodegroup fargateprofile addon',
  elasticache: 'cluster replicationgroup parametergroup subnetgroup',
  elasticbeanstalk: 'application environment',
  elasticfilesystem: 'file-system access-point',
  elasticloadbalancing: 'loadbalancer targetgroup listener',
  elasticmapreduce: 'cluster',
  'emr-serverless': 'applications',
  events: 'rule event-bus',
  firehose: 'deliverystream',
  fsx: 'file-system volume',
  glue: 'job crawler database trigger connection',
  guardduty: 'detector',
  iam: 'role user instance-profile server-certificate oidc-provider saml-provider',
  imagebuilder: 'image-pipeline',
  kinesis: 'stream',
  kinesisanalytics: 'application',
  kms: 'key',
  lambda: 'function event-source-mapping',
  lightsail: 'Instance Bucket LoadBalancer',
  logs: 'log-group',
  memorydb: 'cluster',
  mq: 'broker',
  'network-firewall': 'firewall firewall-policy',
  organizations: 'account ou',
  pipes: 'pipe',
  ram: 'resource-share',
  rds: 'db cluster subgrp pg cluster-pg og es',
  redshift: 'cluster subnetgroup parametergroup',
  'redshift-serverless': 'workgroup namespace',
  route53: 'hostedzone healthcheck',
  route53resolver: 'resolver-endpoint',
  s3: 'bucket accesspoint storage-lens',
  sagemaker: 'notebook-instance endpoint endpoint-config model processing-job domain user-profile app space',
  scheduler: 'schedule-group',
  secretsmanager: 'secret',
  servicediscovery: 'service',
  sns: 'topic',
  sqs: 'queue',
  ssm: 'parameter document maintenancewindow patchbaseline',
  states: 'stateMachine activity',
  synthetics: 'canary',
  timestream: 'database',
  transfer: 'server',
  xray: 'group sampling-rule',
}

const wholeServices = new Set(
  'acm acm-pca appmesh athena backup batch cloudfront cloudtrail cloudwatch codebuild codecommit codepipeline cognito-identity cognito-idp dms dynamodb ec2 ecr ecs eks elasticache elasticbeanstalk elasticfilesystem elasticmapreduce events firehose fsx iam kinesisanalytics kms lambda mq network-firewall organizations pipes ram rds redshift redshift-serverless route53 route53resolver s3 scheduler secretsmanager sns sqs ssm states transfer'.split(
    ' ',
  ),
)

export const reportableTypes: ReadonlySet<string> = new Set(
  Object.entries(reportable).flatMap(([service, kinds]) => kinds.split(' ').map((kind) => `${service}:${kind}`)),
)

/** `service:ALL_SUPPORTED` may be written for it. */
export const isReportedWhole = (service: string): boolean => wholeServices.has(service)

/** AWS writes every type of a tag policy in small letters, ARNs do not. */
export const tagPolicyName = (type: string): string => type.toLowerCase()

const byTagPolicyName = new Map(knownTypes.map((type) => [tagPolicyName(type), type]))

/** Our name of a type in a tag policy, `undefined` for one we do not know. */
export const typeOfTagPolicy = (name: string): string | undefined => byTagPolicyName.get(tagPolicyName(name))
