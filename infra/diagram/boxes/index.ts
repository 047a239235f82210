// All boxes and frames, in reading order.

import type { Frame } from '../picture.ts'
import { dockerBoxes } from './docker.ts'
import type { BoxRule } from './rule.ts'
import { safetyBoxes } from './safety.ts'
import { storeBoxes } from './stores.ts'
import { watchingBoxes } from './watching.ts'
import { wayIn, wayOut } from './ways.ts'
import { workBoxes } from './work.ts'

export const boxRules: readonly BoxRule[] = [
  ...wayIn,
  ...workBoxes,
  ...wayOut,
  ...storeBoxes,
  ...watchingBoxes,
  ...safetyBoxes,
  ...dockerBoxes,
]

export const frames: readonly Frame[] = [
  { id: 'entry', title: 'Way in' },
  { id: 'exit', title: 'Way out' },
  { id: 'data', title: 'Data: no way out' },
  { id: 'start', title: 'Needed to start' },
  { id: 'watch', title: 'Watching', under: 'start' },
  { id: 'safe', title: 'Keeping safe', under: 'data' },
  { id: 'containers', title: 'One Docker network' },
  { id: 'volumes', title: 'Volumes' },
]
