// One temporary folder a run of vitest, for what its files share; removed after the last of them.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    runFolder: string
  }
}

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-tests-'))
  project.provide('runFolder', folder)
  return () => rmSync(folder, { recursive: true })
}
