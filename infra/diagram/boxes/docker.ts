// The containers of a deployment on one machine.

import { input, type Part } from '../parts.ts'
import type { BoxRule } from './rule.ts'

const container = 'docker:index/container:Container'

const memory = (part: Part) => `at most ${input(part, container, 'memory')} MB`

export const dockerBoxes: readonly BoxRule[] = [
  { id: 'image', called: 'image', title: () => 'Image', notes: () => ['built from this folder'] },
  { id: 'server', frame: 'containers', called: 'server', title: () => 'Server', notes: (part) => [memory(part)] },
  {
    id: 'redis',
    frame: 'containers',
    called: 'Redis',
    title: () => 'Redis',
    notes: (part) => [
      String(input(part, 'docker:index/remoteImage:RemoteImage', 'name') ?? 'an image given'),
      memory(part),
    ],
  },
  { id: 'serverData', frame: 'volumes', shape: 'store', called: "server's volume", title: () => 'Data of the server' },
  { id: 'redisData', frame: 'volumes', shape: 'store', called: 'volume of Redis', title: () => 'Data of Redis' },
]
