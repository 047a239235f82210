// The one way to a tool, whichever way a call came in: refuse or allow, parse, run, check the answer, write the log.

import { AppError } from './core/errors.ts'
import { nearest } from './core/similar.ts'
import { hashArguments, sha256 } from './gate/arguments-hash.ts'
import type { Call, CallResult, Gate } from './gate/call.ts'
import type { CallLog } from './gate/call-log.ts'
import { failureOf } from './gate/failure.ts'
import { compileOutputCheck, type OutputCheck } from './gate/json-schema.ts'
import { plainJson, plainLines } from './gate/plain-text.ts'
import { argumentReader, type ReadArguments } from './gate/read-arguments.ts'
import { redactArguments } from './gate/redact.ts'
import type { Attempt } from './guards/guard.ts'
import type { Guards } from './guards/index.ts'
import { inputLimits, inspectInput } from './guards/input.ts'
import type { Logger } from './logger.ts'
import { oneOfSet } from './metrics/declare.ts'
import { callOutcomes } from './metrics/label-sets.ts'
import type { Metrics } from './metrics.ts'
import type { Services } from './services/index.ts'
import type { Tool, ToolAnswer } from './tools/define.ts'

export type { Call, CallResult, Gate }

export type GateDeps = {
  readonly tools: readonly Tool[]
  readonly services: Services
  readonly guards: Guards
  readonly log: CallLog
  readonly metrics: Metrics
  readonly logger: Logger
  readonly now: () => number
  /** What every answer has to say besides, or `null`. */
  readonly notice?: () => string | null
}

/** An answer of more than 20,000 tokens, at 4 bytes a token, is a fault of the tool. */
const mostAnswerBytes = 80_000

type Prepared = { readonly tool: Tool; readonly read: ReadArguments; readonly check: () => OutputCheck }

export function createGate(deps: GateDeps): Gate {
  const prepared = new Map(deps.tools.map((tool) => [tool.name, prepare(tool)]))
  if (prepared.size < deps.tools.length) throw new Error('two tools have one name')
  return {
    tools: deps.tools,
    async call(call) {
      const startedAt = performance.now()
      const at = new Date(deps.now()).toISOString()
      const attempt = describe(call)
      let result: CallResult
      try {
        if (!deps.log.isUp()) throw logIsLost()
        const found = findTool(prepared, call.tool)
        result = await answer(deps, found, call, { ...attempt, tool: found.tool })
      } catch (error) {
        result = failureOf(error, call, deps.logger)
      }
      const durationMs = performance.now() - startedAt
      observe(deps.metrics, call.tool, result, durationMs)
      return record(deps, call, attempt.argumentsHash, { at, durationMs, result })
    },
  }
}

function prepare(tool: Tool): Prepared {
  let check: OutputCheck | null = null
  return {
    tool,
    read: argumentReader(tool),
    // Compiled when first used: all at once would delay the start of the server.
    check() {
      check ??= compileOutputCheck(tool)
      return check
    },
  }
}

function describe({ caller, arguments: given }: Call): Omit<Attempt, 'tool'> {
  const inputProblem = inspectInput(given, inputLimits)
  return { caller, inputProblem, argumentsHash: inputProblem === null ? hashArguments(given) : 'not read' }
}

function findTool(prepared: ReadonlyMap<string, Prepared>, name: string): Prepared {
  const found = prepared.get(name)
  if (found !== undefined) return found
  const meant = nearest(name.slice(0, 60), prepared.keys(), 6)
  throw new AppError('unknown_tool', `There is no tool ${JSON.stringify(name.slice(0, 60))}.`, {
    hint: meant === undefined ? `The tools are: ${[...prepared.keys()].join(', ')}.` : `Did you mean ${meant}?`,
  })
}

async function answer(
  deps: GateDeps,
  { tool, read, check }: Prepared,
  call: Call,
  attempt: Attempt,
): Promise<CallResult> {
  await deps.guards.pass(attempt)
  // An agent's slips are forgiven, a shell has only text; a program is held to the documented schema.
  const input = read(call.arguments, { forgive: call.transport !== 'rest' })
  const { services, now, notice = () => null } = deps
  const { caller, transport, requestId, signal } = call
  const given = await tool.run(input, { services, caller, transport, requestId, signal, now })
  if (isWorking(given.data)) await deps.guards.forgiveRepeat(attempt)
  const text = plainLines([given.text, notice()].filter((part) => part !== null).join('\n'))
  return { ok: true, text, links: given.links ?? [], json: serialise(tool, { ...given, text }, check()) }
}

/** Answers that say "ask again" are meant to be asked for again. */
function isWorking(data: unknown): boolean {
  return (
    typeof data === 'object' && data !== null && 'pollAfterMs' in data && 'status' in data && data.status === 'working'
  )
}

function serialise(tool: Tool, { data, text }: ToolAnswer<unknown>, check: OutputCheck): string {
  const problem = check(data)
  if (problem !== null) throw new Error(`${tool.name} broke its output schema: ${problem}`)
  const json = plainJson(JSON.stringify(data))
  const bytes = Buffer.byteLength(json) + Buffer.byteLength(text)
  if (bytes > mostAnswerBytes)
    throw new Error(`${tool.name} answered with ${bytes} bytes, more than ${mostAnswerBytes}`)
  return json
}

const outcomes: ReadonlySet<string> = new Set(callOutcomes)

function observe(metrics: Metrics, tool: string, result: CallResult, durationMs: number): void {
  if (!metrics.tools.has(tool)) {
    metrics.unknownTools.inc()
    return
  }
  metrics.toolCalls.inc({ tool, outcome: result.ok ? 'ok' : oneOfSet(outcomes, result.code) })
  metrics.toolSeconds.observe({ tool }, durationMs / 1000)
  if (result.ok) metrics.toolTokens.observe({ tool }, Buffer.byteLength(result.json) / 4)
}

type Outcome = { readonly at: string; readonly durationMs: number; readonly result: CallResult }

/** The answer leaves only once its entry is durable; refusals are entries too. */
async function record(
  { log, metrics, logger }: GateDeps,
  { tool, caller, transport, requestId, arguments: given, signal }: Call,
  argumentsHash: string,
  { at, durationMs, result }: Outcome,
): Promise<CallResult> {
  try {
    await log.write({
      at,
      caller: caller.id,
      transport,
      tool: tool.slice(0, 100),
      argumentsHash,
      arguments: redactArguments(given),
      outcome: result.ok ? 'ok' : result.code,
      durationMs: Math.round(durationMs * 1000) / 1000,
      resultDigest: result.ok ? sha256(result.json) : null,
      requestId,
    })
    return result
  } catch (error) {
    metrics.auditWriteFailures.inc()
    logger.error({ err: error, tool: tool.slice(0, 100), requestId }, 'the log of calls cannot be written')
    return failureOf(logIsLost(), { tool, requestId, signal }, logger)
  }
}

const logIsLost = () =>
  new AppError('not_ready', 'The log of calls cannot be written, so no call is answered.', { retryAfterS: 10 })
