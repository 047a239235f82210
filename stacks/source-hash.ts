// Names the sources of the image: the same sources, the same name.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What the Dockerfile copies, and what decides how. */
const parts = [
  'Dockerfile',
  '.dockerignore',
  '.npmrc',
  'LICENSE',
  'package.json',
  'package-lock.json',
  'policies',
  'server',
  'web',
]

export function sourceHash(root: string): string {
  const hash = createHash('sha256')
  for (const part of parts) {
    for (const file of filesOf(root, part))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0')
  }
  return hash.digest('hex').slice(0, 12)
}

function filesOf(root: string, path: string): string[] {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (statSync(full).isFile()) return [path]
  return readdirSync(full)
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
    .toSorted()
    .flatMap((name) => filesOf(root, join(path, name)))
}
