// Every service that is listed. A new one is a file in `services/` and a line here.

import { byText } from '../../core/order.ts'
import type { Kind, Service } from './service.ts'
import { acm } from './services/acm.ts'
import { httpApis, restApis } from './services/apigateway.ts'
import { athena } from './services/athena.ts'
import { autoscaling } from './services/autoscaling.ts'
import { backup } from './services/backup.ts'
import { bedrock } from './services/bedrock.ts'
import { cloudfront } from './services/cloudfront.ts'
import { cloudwatch } from './services/cloudwatch.ts'
import { codebuild } from './services/codebuild.ts'
import { codepipeline } from './services/codepipeline.ts'
import { dynamodb } from './services/dynamodb.ts'
import { ec2 } from './services/ec2.ts'
import { ecr } from './services/ecr.ts'
import { ecs } from './services/ecs.ts'
import { eks } from './services/eks.ts'
import { elasticache } from './services/elasticache.ts'
import { elasticfilesystem } from './services/elasticfilesystem.ts'
import { classicLoadBalancing, loadBalancing } from './services/elasticloadbalancing.ts'
import { emr } from './services/emr.ts'
import { events } from './services/events.ts'
import { firehose } from './services/firehose.ts'
import { fsx } from './services/fsx.ts'
import { glue } from './services/glue.ts'
import { kinesis } from './services/kinesis.ts'
import { kms } from './services/kms.ts'
import { lambda } from './services/lambda.ts'
import { logs } from './services/logs.ts'
import { opensearch } from './services/opensearch.ts'
import { rds } from './services/rds.ts'
import { redshift } from './services/redshift.ts'
import { route53 } from './services/route53.ts'
import { s3 } from './services/s3.ts'
import { sagemaker } from './services/sagemaker.ts'
import { secretsmanager } from './services/secretsmanager.ts'
import { sns } from './services/sns.ts'
import { sqs } from './services/sqs.ts'
import { ssm } from './services/ssm.ts'
import { states } from './services/states.ts'

export const services: readonly Service[] = [
  acm,
  athena,
  autoscaling,
  backup,
  bedrock,
  classicLoadBalancing,
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
  emr,
  events,
  firehose,
  fsx,
  glue,
  httpApis,
  kinesis,
  kms,
  lambda,
  loadBalancing,
  logs,
  opensearch,
  rds,
  redshift,
  restApis,
  route53,
  s3,
  sagemaker,
  secretsmanager,
  sns,
  sqs,
  ssm,
  states,
]

export type Listing = { readonly service: Service; readonly kind: Kind }

/** Everything that can be listed, by type; a type may be listed by two services. */
export const listings: readonly Listing[] = services
  .flatMap((service) => service.kinds.map((kind) => ({ service, kind })))
  .toSorted((a, b) => byText(a.kind.type, b.kind.type))

export const listedTypes: ReadonlySet<string> = new Set(listings.map(({ kind }) => kind.type))
