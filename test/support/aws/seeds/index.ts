// A row a service; a new one is a file here and a line below.

import type { Seed } from '../seed.ts'
import { acm } from './acm.ts'
import { apigateway } from './apigateway.ts'
import { athena } from './athena.ts'
import { backup } from './backup.ts'
import { bedrock } from './bedrock.ts'
import { cloudfront } from './cloudfront.ts'
import { codebuild } from './codebuild.ts'
import { codepipeline } from './codepipeline.ts'
import { ec2 } from './ec2.ts'
import { ecs } from './ecs.ts'
import { elasticloadbalancing } from './elasticloadbalancing.ts'
import { emr } from './emr.ts'
import { glue } from './glue.ts'
import { kms } from './kms.ts'
import { lambda } from './lambda.ts'
import { rds } from './rds.ts'
import { route53 } from './route53.ts'
import { s3 } from './s3.ts'
import { sagemaker } from './sagemaker.ts'
import { secretsmanager } from './secretsmanager.ts'
import { sqs } from './sqs.ts'
import { ssm } from './ssm.ts'

export const seeds: Readonly<Record<string, Seed>> = {
  acm,
  apigateway,
  athena,
  backup,
  bedrock,
  cloudfront,
  codebuild,
  codepipeline,
  ec2,
  ecs,
  elasticloadbalancing,
  emr,
  glue,
  kms,
  lambda,
  rds,
  route53,
  s3,
  sagemaker,
  secretsmanager,
  sqs,
  ssm,
}
