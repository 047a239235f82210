// What a test puts into an account, and what it must then find there.

import type { Tags } from '../../../server/core/resource.ts'

export type Expected = {
  readonly id: string
  readonly type: string
  readonly tags: Tags
  readonly managed?: boolean
  /** Empty where it has none; where it was made unless given. */
  readonly region?: string
  /** Still listed somewhere, but in a final state: must not be found. */
  readonly gone?: boolean
}

export type Ground = {
  readonly partition: string
  readonly account: string
  readonly region: string
  /** For clients of the SDK. */
  readonly config: {
    readonly region: string
    readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  }
  readonly arn: (service: string, resource: string) => string
}

/** Makes a few resources of every type of a service in a region; their names are the same everywhere. */
export type Seed = (ground: Ground) => Promise<readonly Expected[]>

/** Keys and values that a careless reader would change. */
export const oddTags: Tags = { Environment: 'production', 'Kosten-Stelle/ü': 'é 1+2=3', Empty: '' }
export const plainTags: Tags = { Owner: 'web@example.com' }

export const asList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
export const asLowerList = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }))

/** The value, which AWS leaves optional everywhere. */
export function there<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('the answer lacks something')
  return value
}
