// What the role for writes needs: the tagging API writes by the call of each service, so that call has to be granted too.

import { secretReads, tagWritesOf } from './tag-writes.ts'

/** What takes tags away, or does more than set them. */
const tooMuch = /:(Untag|Remove|Delete|DELETE|PATCH|POST|PutObject|StartCost|UpdateCost)/

/** S3 replaces all tags of a bucket, and the tagging API reads them before it does. */
const readsBefore: readonly string[] = ['s3:GetBucketTagging']

export function writeActions(services: readonly string[]): readonly string[] {
  const writes = tagWritesOf(services).filter((action) => !tooMuch.test(action) && !action.startsWith('ce:'))
  const reads = readsBefore.filter((action) => services.includes(action.slice(0, action.indexOf(':'))))
  return [...new Set([...writes, ...reads, 'tag:GetResources'])]
    .filter((action) => !secretReads.includes(action))
    .toSorted()
}

/** `keys`: the only ones that may be written; every one where none is named. */
export function writeDocument(services: readonly string[], keys: readonly string[]) {
  const byKey = { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': keys } } }
  const statement = { Sid: 'WriteTags', Effect: 'Allow', Action: writeActions(services), Resource: '*' } as const
  return {
    Version: '2012-10-17',
    Statement: [{ ...statement, ...(keys.length === 0 ? {} : byKey) }],
  } as const
}
