// Names the sources of the image: the same sources, the same name.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What .dockerignore lets into the build, and the two files that decide how; a test compares. */
export const sources = [
  '.dockerignore',
  '.npmrc',
  'Dockerfile',
  'package-lock.json',
  'package.json',
  'policies',
  'server',
]

/** Of these, what .dockerignore keeps out again. */
export const unseen = ['policies/pack']

export function sourceHash(root: string): string {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of filesOf(root, source))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0')
  }
  return hash.digest('hex').slice(0, 12)
}

function filesOf(root: string, path: string): string[] {
  const full = join(root, path)
  if (unseen.includes(path) || !existsSync(full)) return []
  if (statSync(full).isFile()) return [path]
  return readdirSync(full)
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
    .toSorted()
    .flatMap((name) => filesOf(root, join(path, name)))
}
