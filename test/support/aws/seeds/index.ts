// A row a service; a new one is a file here and a line below.

import type { Seed } from '../seed.ts'
import { acm } from './acm.ts'
import { apigateway } from './apigateway.ts'
import { athena } from './athena.ts'
import { autoscaling } from './autoscaling.ts'
import { backup } from './backup.ts'
import { bedrock } from './bedrock.ts'
import { cloudfront } from './cloudfront.ts'
import { cloudwatch } from './cloudwatch.ts'
import { codebuild } from './codebuild.ts'
import { codepipeline } from './codepipeline.ts'
import { dynamodb } from './dynamodb.ts'
import { ec2 } from './ec2.ts'
import { ecr } from './ecr.ts'
import { ecs } from './ecs.ts'
import { eks } from './eks.ts'
import { elasticache } from './elasticache.ts'
import { elasticfilesystem } from './elasticfilesystem.ts'
import { elasticloadbalancing } from './elasticloadbalancing.ts'
import { emr } from './emr.ts'
import { events } from './events.ts'
import { firehose } from './firehose.ts'
import { fsx } from './fsx.ts'
import { glue } from './glue.ts'
import { kinesis } from './kinesis.ts'
import { kms } from './kms.ts'
import { lambda } from './lambda.ts'
import { logs } from './logs.ts'
import { opensearch } from './opensearch.ts'
import { rds } from './rds.ts'
import { redshift } from './redshift.ts'
import { route53 } from './route53.ts'
import { s3 } from './s3.ts'
import { sagemaker } from './sagemaker.ts'
import { secretsmanager } from './secretsmanager.ts'
import { sns } from './sns.ts'
import { sqs } from './sqs.ts'
import { ssm } from './ssm.ts'
import { states } from './states.ts'

export const seeds: Readonly<Record<string, Seed>> = {
  acm,
  apigateway,
  athena,
  autoscaling,
  backup,
  bedrock,
  cloudfront,
  cloudwatch,
  codebuild,
  codepipeline,
  dynamodb,
  ec2,
  ecr,
  ecs,
  eks,
  elasticache,
  elasticfilesystem,
  elasticloadbalancing,
  emr,
  events,
  firehose,
  fsx,
  glue,
  kinesis,
  kms,
  lambda,
  logs,
  opensearch,
  rds,
  redshift,
  route53,
  s3,
  sagemaker,
  secretsmanager,
  sns,
  sqs,
  ssm,
  states,
}
