// A row a service; a new one is a file here and a line below.

import type { Seed } from '../seed.ts'
import { autoscaling } from './autoscaling.ts'
import { cloudwatch } from './cloudwatch.ts'
import { dynamodb } from './dynamodb.ts'
import { ec2 } from './ec2.ts'
import { ecr } from './ecr.ts'
import { ecs } from './ecs.ts'
import { eks } from './eks.ts'
import { elasticache } from './elasticache.ts'
import { elasticfilesystem } from './elasticfilesystem.ts'
import { elasticloadbalancing } from './elasticloadbalancing.ts'
import { events } from './events.ts'
import { firehose } from './firehose.ts'
import { fsx } from './fsx.ts'
import { kinesis } from './kinesis.ts'
import { kms } from './kms.ts'
import { lambda } from './lambda.ts'
import { logs } from './logs.ts'
import { opensearch } from './opensearch.ts'
import { rds } from './rds.ts'
import { redshift } from './redshift.ts'
import { s3 } from './s3.ts'
import { sns } from './sns.ts'
import { sqs } from './sqs.ts'
import { states } from './states.ts'

export const seeds: Readonly<Record<string, Seed>> = {
  autoscaling,
  cloudwatch,
  dynamodb,
  ec2,
  ecr,
  ecs,
  eks,
  elasticache,
  elasticfilesystem,
  elasticloadbalancing,
  events,
  firehose,
  fsx,
  kinesis,
  kms,
  lambda,
  logs,
  opensearch,
  rds,
  redshift,
  s3,
  sns,
  sqs,
  states,
}
