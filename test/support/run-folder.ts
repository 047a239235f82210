// One temporary folder a run of vitest, for what its files share; removed after the last of them, with the servers they started.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { stopSharedServers } from './shared-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    runFolder: string
  }
}

export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-tests-'))
  project.provide('runFolder', folder)
  return async () => {
    await stopSharedServers(folder)
    rmSync(folder, { recursive: true })
  }
}
