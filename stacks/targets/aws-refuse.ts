// What no target on AWS can do. Asked first: a mistake must not come to light when half of the account is built.

import { RunError } from '@pulumi/pulumi'
import { requireStorage } from '../../components/storage-rule.ts'
import type { AwsConfig } from '../deployment.ts'
import type { Sizes } from '../sizes.ts'

export function refuse(config: AwsConfig, { allowsOffHours }: Sizes, replicas: number): void {
  const { kind, aws, environment, storage } = config
  requireStorage({ target: kind, storage, replicas })
  if (aws.offHours && !allowsOffHours)
    throw new RunError(`tagwarden:${kind}.offHours would stop ${environment} every night; it is for dev and staging`)
  if (aws.backupRegion === aws.region)
    throw new RunError(`tagwarden:${kind}.backupRegion is the stack's own region: what is lost with it, is lost`)
}
