// Which messages the fast path may answer: a `tools/call` with nothing unusual about it. All else is the SDK's, which
// owns the protocol's edge cases, so a doubt here costs speed and never an answer.

import type { IncomingHttpHeaders } from 'node:http'
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  LOG_LEVEL_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  RELATED_TASK_META_KEY,
} from '@modelcontextprotocol/server'
import { type Era, isRecord, legacyVersions, modernVersion } from './protocol.ts'
import type { ListedTool, ToolList } from './tool-list.ts'

type Id = string | number
type Members = Readonly<Record<string, unknown>>

export type Admitted = {
  readonly era: Era
  readonly id: Id
  readonly listed: ListedTool
  readonly arguments: Members
}

/** `body` as it was parsed from JSON, from a POST with that content type. */
export function admit(headers: IncomingHttpHeaders, body: unknown, tools: ToolList): Admitted | null {
  if (!acceptsBothForms(headers.accept) || !isPlainCall(body)) return null
  const { name, arguments: args = {}, _meta: meta = {} } = body.params
  const listed = tools.get(name)
  if (listed === undefined || !isRecord(args) || !isRecord(meta) || !isPlainMeta(meta, listed)) return null
  const era = eraOf(headers, meta)
  if (era === 'modern' && (listed.mirrorsArguments || !isModernEnvelope(headers, meta, name))) return null
  return era === null ? null : { era, id: body.id, listed, arguments: args }
}

type PlainCall = {
  readonly id: Id
  readonly params: { readonly name: string; readonly arguments?: unknown; readonly _meta?: unknown }
}

/** Exactly the four members of a request and of its parameters none but three: `inputResponses`, `task` … are the SDK's. */
function isPlainCall(body: unknown): body is PlainCall {
  if (!isRecord(body) || body.jsonrpc !== '2.0' || body.method !== 'tools/call' || !isId(body.id)) return false
  const { params } = body
  return (
    hasOnly(body, requestMembers) && isRecord(params) && typeof params.name === 'string' && hasOnly(params, callMembers)
  )
}

const requestMembers = new Set(['jsonrpc', 'id', 'method', 'params'])
const callMembers = new Set(['name', 'arguments', '_meta'])

function hasOnly(members: Members, allowed: ReadonlySet<string>): boolean {
  for (const name in members) if (!allowed.has(name)) return false
  return true
}

const isId = (id: unknown): id is Id => typeof id === 'string' || Number.isSafeInteger(id)

/** Progress can be asked of anyone; a tool that never reports any may ignore the token. */
function isPlainMeta(meta: Members, { tool }: ListedTool): boolean {
  const token = meta.progressToken
  if (token !== undefined && (tool.stream || !isId(token))) return false
  return meta[RELATED_TASK_META_KEY] === undefined && meta[LOG_LEVEL_META_KEY] === undefined
}

/** `null` for a version of neither era, and for headers and body that disagree. */
function eraOf(headers: IncomingHttpHeaders, meta: Members): Era | null {
  const version = headers['mcp-protocol-version']
  if (PROTOCOL_VERSION_META_KEY in meta) return meta[PROTOCOL_VERSION_META_KEY] === version ? 'modern' : null
  return version === undefined || (typeof version === 'string' && legacyVersions.has(version)) ? 'legacy' : null
}

function isModernEnvelope(headers: IncomingHttpHeaders, meta: Members, name: string): boolean {
  return (
    meta[PROTOCOL_VERSION_META_KEY] === modernVersion &&
    headers['mcp-method'] === 'tools/call' &&
    headers['mcp-name'] === name &&
    // A name that reads as encoded text is for the SDK to decode.
    !name.startsWith('=?') &&
    isRecord(meta[CLIENT_CAPABILITIES_META_KEY]) &&
    Object.values(meta[CLIENT_CAPABILITIES_META_KEY]).every(isRecord) &&
    isClientInfo(meta[CLIENT_INFO_META_KEY])
  )
}

const isClientInfo = (info: unknown): boolean =>
  info === undefined || (isRecord(info) && typeof info.name === 'string' && typeof info.version === 'string')

const acceptsBothForms = (accept: string | undefined): boolean =>
  accept?.includes('application/json') === true && accept.includes('text/event-stream')
