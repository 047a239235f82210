// The facts about one resource, as every source delivers them and every judge reads them.

/** Own keys only: a tag may be called `__proto__` or `constructor`, so look keys up with `Object.hasOwn`. */
export type Tags = Readonly<Record<string, string>>

export type Resource = {
  readonly id: string
  readonly type: string
  readonly account: string
  readonly region: string
  /** `null`: the tags could not be read. Never the same as `{}`. */
  readonly tags: Tags | null
  readonly createdAt?: string
  readonly name?: string
  readonly state?: string
  readonly managed?: boolean
  readonly monthlyCost?: number
  readonly sources?: readonly string[]
}

/** Best to worst: of several reports on one cell the worst counts. */
export const cellStatuses = ['ok', 'partial', 'throttled', 'timeout', 'error', 'denied', 'unsupported'] as const
export type CellStatus = (typeof cellStatuses)[number]

/** What could be seen of one type in one region of one account. */
export type CoverageCell = {
  readonly account: string
  readonly region: string
  readonly type: string
  readonly status: CellStatus
  /** What was in the way, in the provider's word. */
  readonly code?: string
  /** The right to grant so that it is seen next time. */
  readonly missingAction?: string
  /** Resources whose tags could not be read. */
  readonly unreadTags?: number
  /** Resources that some list still names although they are gone; they are counted nowhere else. */
  readonly ghosts?: number
  /** Some of them. */
  readonly ghostIds?: readonly string[]
}

export const isProviderKey = (key: string): boolean => key.startsWith('aws:')
