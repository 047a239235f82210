import type { Tags } from '../tags.ts'

/** Where a stack is and what its resources are called; all of it known before the first one. */
export interface Place {
  readonly partition: string
  readonly region: string
  readonly account: string
  readonly stack: string
  readonly tags: Tags
}
