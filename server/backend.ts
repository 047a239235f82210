// What the shell and stdio stand on: the server that runs on this DATA_DIR, or, where none runs, the parts themselves.

import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Backend } from './commands/command.ts'
import { type Environment, parseConfig } from './config.ts'
import { AppError } from './core/errors.ts'
import { createDeps } from './deps.ts'
import { forgiveSlips } from './gate/read-arguments.ts'
import type { Call, CallResult, Gate } from './gate.ts'
import { createLogger } from './logger.ts'
import { surfaceOf } from './surface.ts'
import type { Tool } from './tools/define.ts'
import { toolsFor } from './tools/index.ts'

/** Where a running server writes how to reach it; readable by its owner only. */
export const addressFile = (dataDir: string): string => join(dataDir, 'address.json')

export type Address = { readonly url: string; readonly key: string }

export async function openBackend(env: Environment): Promise<Backend> {
  const config = parseConfig(env)
  // Standard output belongs to the result, or to the protocol.
  const logger = createLogger({ level: 'silent' })
  const address = await addressOf(config.DATA_DIR)
  if (address !== null) {
    const gate = remoteGate(address, toolsFor(config))
    const readReport = (name: string, signal: AbortSignal) => remoteReport(address, name, signal)
    return { gate, surface: surfaceOf({ gate, readReport, services: null, logger }), close: async () => {} }
  }
  const deps = await createDeps(config, logger)
  await deps.start()
  const { gate, services, close } = deps
  return { gate, surface: surfaceOf({ gate, readReport: services.reports.text, services, logger }), close }
}

/** What the server that runs on this folder answers to a GET; `null` where none runs. */
export async function askServer(dataDir: string, path: string, signal: AbortSignal): Promise<unknown> {
  const address = await addressOf(dataDir)
  if (address === null) return null
  const response = await ask(address, path, signal)
  const body = JSON.parse(await response.text())
  if (response.ok) return body
  throw new AppError('not_ready', body.error.message, { hint: body.error.hint })
}

/** `null` where no server answers, also when one left its file behind. */
async function addressOf(dataDir: string): Promise<Address | null> {
  try {
    // Written by `main.ts` in this shape.
    const address = JSON.parse(await readFile(addressFile(dataDir), 'utf8')) as Address
    const answer = await fetch(`${address.url}/health/live`, { signal: AbortSignal.timeout(2000) })
    return answer.ok ? address : null
  } catch {
    // No file, an unfinished one, or nobody there: all mean that no server runs.
    return null
  }
}

function remoteGate(address: Address, tools: readonly Tool[]): Gate {
  return {
    tools,
    async call({ tool, arguments: given, signal }: Call): Promise<CallResult> {
      // The REST API holds programs to the schema; a shell has only text, and an agent's slips are forgiven.
      const known = tools.find(({ name }) => name === tool)
      const meant = known === undefined ? given : forgiveSlips(known, given)
      const response = await ask(address, `/api/v1/tools/${encodeURIComponent(tool)}`, signal, meant)
      const body = await response.text()
      if (response.ok) {
        // The server's own answer, made by `rest.ts`.
        const { data, text, links } = JSON.parse(body)
        return { ok: true, json: JSON.stringify(data), text, links }
      }
      return { ok: false, ...JSON.parse(body).error }
    },
  }
}

async function remoteReport(address: Address, name: string, signal: AbortSignal) {
  const response = await ask(address, `/api/v1/reports/${encodeURIComponent(name)}`, signal)
  const text = await response.text()
  if (!response.ok) throw new AppError('not_found', JSON.parse(text).error.message)
  return { mimeType: response.headers.get('content-type') ?? 'text/plain', text }
}

async function ask({ url, key }: Address, path: string, signal: AbortSignal, body?: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, 'x-request-id': randomUUID() }
  try {
    if (body === undefined) return await fetch(url + path, { headers, signal })
    const json = { ...headers, 'content-type': 'application/json' }
    return await fetch(url + path, { method: 'POST', headers: json, body: JSON.stringify(body), signal })
  } catch (cause) {
    signal.throwIfAborted()
    throw new AppError('not_ready', `The server at ${url} does not answer.`, {
      hint: 'Start it with: npm start',
      cause,
    })
  }
}
