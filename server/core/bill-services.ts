// What a bill calls the service of a resource type. Bills differ, so the name is looked for on the bill itself; a type
// without one is listed as not on the bill, never given nothing in silence.

import type { BillLine } from './bill.ts'

/** By service or type of ours: names in Cost Explorer and FOCUS, then product codes of CUR. */
const names: Readonly<Record<string, readonly string[]>> = {
  'ec2:instance': ['Amazon Elastic Compute Cloud - Compute', 'Amazon Elastic Compute Cloud', 'AmazonEC2'],
  'ec2:vpc': ['Amazon Virtual Private Cloud', 'AmazonVPC'],
  'ec2:vpc-endpoint': ['Amazon Virtual Private Cloud', 'AmazonVPC'],
  ec2: ['EC2 - Other', 'Amazon Elastic Compute Cloud', 'AmazonEC2'],
  rds: ['Amazon Relational Database Service', 'AmazonRDS'],
  s3: ['Amazon Simple Storage Service', 'AmazonS3'],
  lambda: ['AWS Lambda', 'AWSLambda'],
  dynamodb: ['Amazon DynamoDB', 'AmazonDynamoDB'],
  elasticloadbalancing: ['Amazon Elastic Load Balancing', 'Elastic Load Balancing', 'AWSELB'],
  ecs: ['Amazon Elastic Container Service', 'AmazonECS'],
  eks: ['Amazon Elastic Container Service for Kubernetes', 'Amazon Elastic Kubernetes Service', 'AmazonEKS'],
  elasticache: ['Amazon ElastiCache', 'AmazonElastiCache'],
  elasticfilesystem: ['Amazon Elastic File System', 'AmazonEFS'],
  fsx: ['Amazon FSx', 'AmazonFSx'],
  redshift: ['Amazon Redshift', 'AmazonRedshift'],
  opensearch: ['Amazon OpenSearch Service', 'AmazonES'],
  es: ['Amazon OpenSearch Service', 'AmazonES'],
  kinesis: ['Amazon Kinesis', 'AmazonKinesis'],
  firehose: ['Amazon Kinesis Firehose', 'Amazon Data Firehose', 'AmazonKinesisFirehose'],
  sns: ['Amazon Simple Notification Service', 'AmazonSNS'],
  sqs: ['Amazon Simple Queue Service', 'AWSQueueService'],
  cloudfront: ['Amazon CloudFront', 'AmazonCloudFront'],
  route53: ['Amazon Route 53', 'AmazonRoute53'],
  apigateway: ['Amazon API Gateway', 'AmazonApiGateway'],
  kms: ['AWS Key Management Service', 'awskms'],
  secretsmanager: ['AWS Secrets Manager', 'AWSSecretsManager'],
  logs: ['AmazonCloudWatch', 'Amazon CloudWatch'],
  cloudwatch: ['AmazonCloudWatch', 'Amazon CloudWatch'],
  ecr: ['Amazon EC2 Container Registry (ECR)', 'Amazon Elastic Container Registry', 'AmazonECR'],
  glue: ['AWS Glue', 'AWSGlue'],
  athena: ['Amazon Athena', 'AmazonAthena'],
  elasticmapreduce: ['Amazon Elastic MapReduce', 'ElasticMapReduce'],
  sagemaker: ['Amazon SageMaker', 'AmazonSageMaker'],
  bedrock: ['Amazon Bedrock', 'AmazonBedrock'],
  backup: ['AWS Backup', 'AWSBackup'],
  states: ['AWS Step Functions', 'AmazonStates'],
}

/** The service of a type by its name on this bill; as ARNs write it where the bill has none of the names. */
export function servicesOn(lines: readonly BillLine[]): (type: string) => string {
  const billed = new Set(lines.map(({ service }) => service))
  return (type) => {
    const [own = type] = type.split(':', 1)
    const known = [type, own].flatMap((word) => (Object.hasOwn(names, word) ? (names[word] ?? []) : []))
    return billed.has(own) ? own : (known.find((name) => billed.has(name)) ?? own)
  }
}
