import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Tags } from '../tags.ts'

/** How a stack keeps what is written. */
export interface LogKeeping {
  readonly retentionDays: number
  readonly keyArn: pulumi.Input<string>
  readonly tags: Tags
}

/** Made before what writes into it: a service that finds none makes one that is open and never ends. */
export function logGroup(name: string, physical: string, keeping: LogKeeping, parent: pulumi.Resource): LogGroup {
  const { retentionDays, keyArn, tags } = keeping
  const args = { name: physical, retentionInDays: retentionDays, kmsKeyId: keyArn, tags }
  return new LogGroup(name, args, { parent, deleteBeforeReplace: true })
}
