// The real parts around the tools: SQLite in a temporary folder, the threads, the demo company.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { parseConfig } from '../../server/config.ts'
import { createDeps } from '../../server/deps.ts'
import { createLogger } from '../../server/logger.ts'
import { type Caller, scopes } from '../../server/tools/define.ts'

const caller: Caller = { id: 'tests', scopes }
const unlimited = { MAX_CALLS_PER_WINDOW: '1000000', RATE_PER_MINUTE: '1000000', LOOP_MAX_EQUAL_CALLS: '1000000' }

/** Started once a test file; closed after it. */
export async function startServices(env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-services-'))
  const config = parseConfig({ DATA_DIR: folder, ...unlimited, ...env })
  const deps = await createDeps(config, createLogger({ level: 'silent' }))
  await deps.start()
  afterAll(async () => {
    await deps.close()
    rmSync(folder, { recursive: true })
  })
  /** Calls a tool as an MCP client would; the structured content, or the refusal. */
  const call = async (tool: string, given: unknown = {}) => {
    const signal = new AbortController().signal
    const result = await deps.gate.call({ tool, arguments: given, caller, transport: 'mcp', requestId: 'test', signal })
    return result.ok ? { ...result, data: JSON.parse(result.json) } : result
  }
  return { ...deps, folder, call }
}
