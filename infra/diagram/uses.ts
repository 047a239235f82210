// What boxes need of each other beside connections. What nearly everything needs – keys, logs, alarms – is told inside a box.

import type { Parts } from './parts.ts'
import type { Arrow } from './picture.ts'

type Use = { readonly from: string; readonly to: string; readonly says: string }

const meant: readonly Use[] = [
  { from: 'servers', to: 'secrets', says: 'read' },
  { from: 'servers', to: 'images', says: 'run' },
  { from: 'servers', to: 'role', says: 'act as' },
  { from: 'role', to: 'spokes', says: 'acts as' },
  { from: 'server', to: 'image', says: 'runs' },
  { from: 'server', to: 'serverData', says: 'writes' },
  { from: 'redis', to: 'redisData', says: 'writes' },
]

/** Only those that the graph holds: one of the two names the other. */
export const usesOf = (parts: Parts): Arrow[] =>
  meant
    .filter(({ from, to }) => parts.get(from)?.uses.includes(to) || parts.get(to)?.uses.includes(from))
    .map((use) => ({ ...use, kind: 'use' }))
