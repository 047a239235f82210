// The real parts around the tools: SQLite in a temporary folder, the threads, the demo company.

import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, onTestFinished } from 'vitest'
import { parseConfig } from '../../server/config.ts'
import { createDeps } from '../../server/deps.ts'
import { createLogger } from '../../server/logger.ts'
import { type Caller, scopes } from '../../server/tools/define.ts'
import { copyOfDemoFolder, newFolder } from './demo-folder.ts'

const caller: Caller = { id: 'tests', scopes }
const unlimited = { MAX_CALLS_PER_WINDOW: '1000000', RATE_PER_MINUTE: '1000000', LOOP_MAX_EQUAL_CALLS: '1000000' }

type Settings = Readonly<Record<string, string>>

/** Closed after the test it is started in, or after the file. With `ESTATE` the store begins empty, else with the demo company's past. */
export async function startServices(env: Settings = {}) {
  const server = await openServices(env)
  await server.start()
  return server
}

/** The same before it is started. */
export async function openServices(env: Settings = {}) {
  const folder = env.DATA_DIR ?? (env.ESTATE === undefined ? await copyOfDemoFolder(tellDemoStory) : newFolder())
  const deps = await partsIn(folder, env)
  let isOpen = true
  const close = async () => {
    if (isOpen) await deps.close()
    isOpen = false
  }
  const isInsideTest = expect.getState().currentTestName !== undefined
  if (isInsideTest) onTestFinished(close)
  else afterAll(close)
  /** Calls a tool as an MCP client would; the structured content, or the refusal. */
  const call = async (tool: string, given: unknown = {}) => {
    const signal = new AbortController().signal
    const result = await deps.gate.call({ tool, arguments: given, caller, transport: 'mcp', requestId: 'test', signal })
    return result.ok ? { ...result, data: JSON.parse(result.json) } : result
  }
  /** The structured content of an answer that must not be a refusal. */
  const ask = async <Data = Record<string, unknown>>(tool: string, given: unknown = {}): Promise<Data> => {
    const result = await call(tool, given)
    if (!result.ok) throw new Error(`${tool} refused: ${result.code} ${result.message} ${result.hint ?? ''}`)
    return result.data
  }
  /** Every answer from the first page to the last. */
  const pages = async <Data extends { nextCursor: string | null }>(tool: string, given: object): Promise<Data[]> => {
    const all = [await ask<Data>(tool, given)]
    for (let cursor = all[0]?.nextCursor; cursor; cursor = all.at(-1)?.nextCursor) {
      all.push(await ask<Data>(tool, { ...given, cursor }))
    }
    return all
  }
  /** Waits for an audit that was started. */
  const untilEnded = async (auditId: string): Promise<string> => {
    for (;;) {
      const { status } = await ask<{ status: string }>('get_audit', { auditId })
      if (status !== 'working') return status
      await wait(20)
    }
  }
  return { ...deps, folder, close, call, ask, pages, untilEnded }
}

async function partsIn(folder: string, env: Settings) {
  const config = parseConfig({ ...unlimited, ...env, DATA_DIR: folder })
  return createDeps(config, createLogger({ level: 'silent' }))
}

async function tellDemoStory(folder: string): Promise<void> {
  const deps = await partsIn(folder, {})
  await deps.start()
  await deps.close()
}
