// What every shell command is, and what it may touch of the process.

import type { Readable, Writable } from 'node:stream'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { AppError } from '../core/errors.ts'
import { nearest } from '../core/similar.ts'
import type { Gate } from '../gate.ts'
import type { McpSurface } from '../mcp/surface.ts'

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

type Options = NonNullable<ParseArgsConfig['options']>

/** Options and operands, or one sentence that says what is wrong with them. */
export function readArgs<T extends Options>(command: string, args: readonly string[], options: T, operands: number) {
  const known = Object.keys(options)
  for (const arg of args) {
    if (arg === '--') break
    const word = /^--(?<word>[^=]+)/.exec(arg)?.groups?.word
    if (word !== undefined && !known.includes(word)) throw unknownOption(command, word, known)
  }
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true, tokens: true })
    const names = parsed.tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []))
    const twice = names.find((name, at) => names.indexOf(name) < at && !options[name]?.multiple)
    const surplus = parsed.positionals[operands]
    // The last would win, and nobody would notice that the first file was never read.
    if (twice !== undefined)
      throw new AppError('bad_usage', `${command}: --${twice} is given twice.`, helpHint(command))
    if (surplus === undefined) return parsed
    throw new AppError('bad_usage', `${command}: "${surplus}" is one word too many.`, helpHint(command))
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const reason = cause instanceof Error ? cause.message.split('. ')[0] : String(cause)
    throw new AppError('bad_usage', `${command}: ${reason}.`, { ...helpHint(command), cause })
  }
}

function unknownOption(command: string, word: string, known: readonly string[]): AppError {
  const meant = nearest(word, known, 3)
  const hint = meant === undefined ? helpHint(command) : { hint: `Did you mean --${meant}?` }
  return new AppError('bad_usage', `${command}: there is no option --${word}.`, hint)
}

const helpHint = (command: string) => ({ hint: `See: tagwarden ${command} --help` })

export function oneOf<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value)
  if (choice !== undefined) return choice
  const meant = nearest(value, choices, 3)
  throw new AppError('bad_usage', `--${option} "${value}" is none of ${choices.join(', ')}.`, {
    hint: meant === undefined ? `Write --${option} ${choices[0]}, for example.` : `Did you mean ${meant}?`,
  })
}
