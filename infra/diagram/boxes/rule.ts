// What a box says about its resources.

import type { Part } from '../parts.ts'
import type { Box, FrameId } from '../picture.ts'

export type BoxRule = {
  readonly id: string
  readonly frame?: FrameId
  readonly shape?: Box['shape']
  /** In the middle of a sentence. */
  readonly called: string
  /** The port it listens on, where it shares a security group with others. */
  readonly port?: number
  readonly title: (part: Part) => string
  /** `names` tells how other boxes are called. */
  readonly notes?: (part: Part, names: (ids: readonly string[]) => string) => readonly string[]
}

export const some = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`
