import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import type { Tags } from '../../../../server/core/resource.ts'
import { oddTags, plainTags, type Seed, there } from '../seed.ts'

export const kms: Seed = async ({ config }) => {
  const client = new KMSClient(config)
  const make = async (tags: Tags) => {
    const list = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
    const { KeyMetadata } = await client.send(new CreateKeyCommand({ Tags: list }))
    return { id: there(KeyMetadata?.Arn), type: 'kms:key', tags }
  }
  const doomed = await make(plainTags)
  // It can still be brought back, so it is still there.
  await client.send(new ScheduleKeyDeletionCommand({ KeyId: doomed.id.split('/')[1], PendingWindowInDays: 7 }))
  return [await make(oddTags), await make({}), doomed]
}
