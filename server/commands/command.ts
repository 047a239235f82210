// What every shell command is, and what it may touch of the process.

import type { Readable, Writable } from 'node:stream'
import type { Gate } from '../gate.ts'
import type { McpSurface } from '../mcp/surface.ts'
import { argumentsOf } from './arguments.ts'

export type Shell = {
  readonly stdin: Readable
  /** For protocols; results go through `out`. */
  readonly stdout: Writable
  /** Resolves when more may be written. */
  readonly out: (text: string) => Promise<void>
  /** Drops what was written and not yet sent: half a result is none. */
  readonly discard: () => void
  readonly err: (text: string) => void
  readonly colours: boolean
  /** `null` where stderr is no terminal: then nothing is overwritten in place. */
  readonly progress: ((line: string) => void) | null
  readonly now: () => number
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly openBackend: () => Promise<Backend>
  /** What the server that runs on this folder answers to a GET; `null` where none runs. */
  readonly askServer: (dataDir: string, path: string) => Promise<unknown>
}

/** The tools, of a running server or of our own. */
export type Backend = {
  readonly gate: Gate
  readonly surface: McpSurface
  readonly close: () => Promise<void>
}

/** What the caller of the command reads from its exit status. */
export const exit = { fine: 0, violations: 1, broken: 1, badInput: 2, incomplete: 3 } as const

export type Command = {
  /** As typed: `audit`, `policy check`. */
  readonly name: string
  readonly summary: string
  readonly help: string
  readonly run: (args: readonly string[], shell: Shell) => Promise<number>
}

export const readArgs = argumentsOf('tagwarden')
