// What the audit may read, and what it must never do. Comes from the scanners once they name their own actions.

type Actions = Readonly<Record<string, string>>

/** By IAM prefix, the actions as words. None of them has a narrower resource than `*`. */
export const coreActions: Actions = {
  tag: 'GetResources GetTagKeys GetTagValues GetComplianceSummary DescribeReportCreation ListRequiredTags',
  'resource-explorer-2': 'Search GetView GetDefaultView ListViews GetIndex ListIndexes ListSupportedResourceTypes',
  sts: 'GetCallerIdentity',
  account: 'ListRegions',
  ce: 'GetCostAndUsage GetTags GetDimensionValues ListCostAllocationTags GetCostForecast',
  organizations:
    'DescribeOrganization ListAccounts DescribeEffectivePolicy ListPolicies DescribePolicy ListPoliciesForTarget ListTargetsForPolicy ListRoots ListTagsForResource',
  ec2: 'DescribeRegions DescribeInstances DescribeTags DescribeVolumes DescribeSnapshots DescribeImages DescribeAddresses DescribeNatGateways DescribeVpcs DescribeSubnets DescribeSecurityGroups DescribeNetworkInterfaces DescribeVpcEndpoints DescribeTransitGateways DescribeLaunchTemplates',
  autoscaling: 'DescribeAutoScalingGroups DescribeTags',
  rds: 'DescribeDBInstances DescribeDBClusters DescribeDBSnapshots DescribeDBClusterSnapshots ListTagsForResource',
  s3: 'ListAllMyBuckets GetBucketLocation GetBucketTagging ListTagsForResource',
  lambda: 'ListFunctions ListTags',
  ecs: 'ListClusters DescribeClusters ListServices DescribeServices ListTaskDefinitions ListTasks DescribeTasks ListTagsForResource',
  eks: 'ListClusters DescribeCluster ListNodegroups DescribeNodegroup ListTagsForResource',
  dynamodb: 'ListTables DescribeTable ListTagsOfResource',
  elasticache: 'DescribeCacheClusters DescribeReplicationGroups DescribeServerlessCaches ListTagsForResource',
  memorydb: 'DescribeClusters ListTags',
  elasticloadbalancing: 'DescribeLoadBalancers DescribeTargetGroups DescribeTags',
}

export const extendedActions: Actions = {
  elasticfilesystem: 'DescribeFileSystems ListTagsForResource',
  fsx: 'DescribeFileSystems ListTagsForResource',
  backup: 'ListBackupVaults ListTags',
  es: 'ListDomainNames DescribeDomains ListTags',
  redshift: 'DescribeClusters DescribeTags',
  athena: 'ListWorkGroups ListTagsForResource',
  glue: 'ListJobs GetJobs ListCrawlers GetCrawlers GetDatabases GetTables GetTags',
  elasticmapreduce: 'ListClusters DescribeCluster',
  kinesis: 'ListStreams DescribeStreamSummary ListTagsForStream',
  firehose: 'ListDeliveryStreams ListTagsForDeliveryStream',
  kafka: 'ListClustersV2 ListTagsForResource',
  sns: 'ListTopics ListTagsForResource',
  sqs: 'ListQueues ListQueueTags',
  mq: 'ListBrokers ListTags',
  events: 'ListRules ListTagsForResource',
  states: 'ListStateMachines ListTagsForResource',
  cloudfront: 'ListDistributions ListTagsForResource',
  route53: 'ListHostedZones ListTagsForResource ListTagsForResources',
  acm: 'ListCertificates ListTagsForCertificate',
  'cognito-idp': 'ListUserPools ListTagsForResource',
  'cognito-identity': 'ListIdentityPools ListTagsForResource',
  kms: 'ListKeys DescribeKey ListResourceTags',
  secretsmanager: 'ListSecrets',
  ssm: 'DescribeParameters ListTagsForResource',
  logs: 'DescribeLogGroups ListTagsForResource',
  cloudwatch: 'DescribeAlarms ListTagsForResource',
  ecr: 'DescribeRepositories ListTagsForResource',
  codebuild: 'ListProjects BatchGetProjects',
  codepipeline: 'ListPipelines ListTagsForResource',
  sagemaker: 'ListEndpoints ListNotebookInstances ListTags',
  bedrock: 'ListAgents ListKnowledgeBases ListTagsForResource',
}

/** API Gateway has one read action; the paths tell what may be read. */
export const gatewayPaths = ['/restapis*', '/apis*', '/tags/*']

/** Where the verb for writing a tag is another than `TagResource`. */
const otherTagWrites: Actions = {
  ec2: 'CreateTags DeleteTags',
  autoscaling: 'CreateOrUpdateTags DeleteTags',
  rds: 'AddTagsToResource RemoveTagsFromResource',
  s3: 'PutBucketTagging PutObjectTagging DeleteObjectTagging',
  elasticache: 'AddTagsToResource RemoveTagsFromResource',
  elasticloadbalancing: 'AddTags RemoveTags',
  elasticfilesystem: 'CreateTags DeleteTags',
  es: 'AddTags RemoveTags',
  redshift: 'CreateTags DeleteTags',
  elasticmapreduce: 'AddTags RemoveTags',
  kinesis: 'AddTagsToStream RemoveTagsFromStream',
  firehose: 'TagDeliveryStream UntagDeliveryStream',
  sqs: 'TagQueue UntagQueue',
  mq: 'CreateTags DeleteTags',
  route53: 'ChangeTagsForResource',
  acm: 'AddTagsToCertificate RemoveTagsFromCertificate',
  ssm: 'AddTagsToResource RemoveTagsFromResource',
  logs: 'TagLogGroup UntagLogGroup',
  sagemaker: 'AddTags DeleteTags',
  organizations: 'TagResource UntagResource',
  tag: 'TagResources UntagResources',
}

const withTagResource = [
  ...'lambda ecs eks dynamodb memorydb kinesis elasticfilesystem fsx backup athena glue kafka sns events states'.split(
    ' ',
  ),
  ...'cloudfront cognito-idp cognito-identity kms secretsmanager elasticache s3 logs cloudwatch'.split(' '),
  ...'ecr codepipeline bedrock'.split(' '),
]

export const tagWrites: readonly string[] = [
  ...actionsOf(otherTagWrites),
  ...withTagResource.flatMap((prefix) => [`${prefix}:TagResource`, `${prefix}:UntagResource`]),
]

export function actionsOf(actions: Actions): string[] {
  return Object.entries(actions).flatMap(([prefix, words]) => words.split(' ').map((word) => `${prefix}:${word}`))
}
