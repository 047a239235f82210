// What a diagram shows, before it is text of any language.

export type FrameId = 'entry' | 'exit' | 'data' | 'start' | 'watch' | 'safe' | 'containers' | 'volumes'

export type Frame = {
  readonly id: FrameId
  readonly title: string
  /** The frame that stands over it, although no arrow leads from there. */
  readonly under?: FrameId
}

export type Box = {
  readonly id: string
  readonly frame: FrameId | undefined
  readonly shape: 'part' | 'store' | 'outside'
  readonly title: string
  readonly notes: readonly string[]
  /** In the middle of a sentence. */
  readonly called: string
}

export type Arrow = {
  readonly from: string
  readonly to: string
  readonly says: string
  /** A connection with a port, or anything else that one needs of the other. */
  readonly kind: 'traffic' | 'use'
}

export type Picture = {
  readonly frames: readonly Frame[]
  readonly boxes: readonly Box[]
  readonly arrows: readonly Arrow[]
}
