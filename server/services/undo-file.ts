// What stood where we write: on the disk before each write, so that a crash leaves the truth.

import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'

export type UndoLine = {
  readonly at: string
  readonly arn: string
  readonly key: string
  /** `null`: nothing stood there. */
  readonly before: string | null
  readonly after: string
}

export type UndoFile = {
  readonly path: string
  /** Resolves when they are on the disk. */
  readonly add: (lines: readonly UndoLine[]) => Promise<void>
  readonly close: () => Promise<void>
}

export async function openUndoFile(folder: string, name: string): Promise<UndoFile> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  const file = await open(path, 'ax', 0o600)
  return {
    path,
    async add(lines) {
      // One write, so that the lines of batches that run side by side stay whole.
      await file.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      await file.sync()
    },
    close: () => file.close(),
  }
}
