// Every service that is listed. A new one is a file in `services/` and a line here.

import type { Kind, Service } from './service.ts'
import { autoscaling } from './services/autoscaling.ts'
import { cloudwatch } from './services/cloudwatch.ts'
import { dynamodb } from './services/dynamodb.ts'
import { ec2 } from './services/ec2.ts'
import { ecr } from './services/ecr.ts'
import { ecs } from './services/ecs.ts'
import { eks } from './services/eks.ts'
import { elasticache } from './services/elasticache.ts'
import { elasticfilesystem } from './services/elasticfilesystem.ts'
import { classicLoadBalancing, loadBalancing } from './services/elasticloadbalancing.ts'
import { events } from './services/events.ts'
import { firehose } from './services/firehose.ts'
import { fsx } from './services/fsx.ts'
import { kinesis } from './services/kinesis.ts'
import { kms } from './services/kms.ts'
import { lambda } from './services/lambda.ts'
import { logs } from './services/logs.ts'
import { opensearch } from './services/opensearch.ts'
import { rds } from './services/rds.ts'
import { redshift } from './services/redshift.ts'
import { s3 } from './services/s3.ts'
import { sns } from './services/sns.ts'
import { sqs } from './services/sqs.ts'
import { states } from './services/states.ts'

export const services: readonly Service[] = [
  autoscaling,
  classicLoadBalancing,
  cloudwatch,
  dynamodb,
  ec2,
  ecr,
  ecs,
  eks,
  elasticache,
  elasticfilesystem,
  events,
  firehose,
  fsx,
  kinesis,
  kms,
  lambda,
  loadBalancing,
  logs,
  opensearch,
  rds,
  redshift,
  s3,
  sns,
  sqs,
  states,
]

export type Listing = { readonly service: Service; readonly kind: Kind }

/** Everything that can be listed, by type; a type may be listed by two services. */
export const listings: readonly Listing[] = services
  .flatMap((service) => service.kinds.map((kind) => ({ service, kind })))
  .toSorted((a, b) => (a.kind.type < b.kind.type ? -1 : a.kind.type > b.kind.type ? 1 : 0))

export const listedTypes: ReadonlySet<string> = new Set(listings.map(({ kind }) => kind.type))
