// What a command of `npm run -s infra -- …` is, and how its options are read.

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { AppError } from '../server/core/errors.ts'
import { nearest } from '../server/core/similar.ts'

export type Command = {
  readonly name: string
  readonly summary: string
  readonly help: string
  /** Answers the exit status: 0 fine, 1 what was asserted does not hold. */
  readonly run: (args: readonly string[], streams: Streams) => Promise<number>
}

export type Streams = { readonly out: (text: string) => void; readonly err: (text: string) => void }

type Options = NonNullable<ParseArgsConfig['options']>

/** The options, or one sentence that says what is wrong with them. */
export function readOptions<T extends Options>(command: string, args: readonly string[], options: T) {
  const known = Object.keys(options)
  const seeHelp = `See: npm run -s infra -- ${command} --help`
  for (const arg of args) {
    const word = /^--(?<word>[^=]+)/.exec(arg)?.groups?.word
    if (word === undefined || known.includes(word)) continue
    const meant = nearest(word, known, 3)
    throw badUsage(`${command}: there is no option --${word}.`, meant ? `Did you mean --${meant}?` : seeHelp)
  }
  try {
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('. ')[0] : String(cause)
    throw new AppError('bad_usage', `${command}: ${reason}.`, { hint: seeHelp, cause })
  }
}

export function oneOf<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value)
  if (choice !== undefined) return choice
  const meant = nearest(value, choices, 3)
  const hint = meant ? `Did you mean ${meant}?` : `Write --${option} ${choices[0]}, for example.`
  throw badUsage(`--${option} "${value}" is none of ${choices.join(', ')}.`, hint)
}

export const badUsage = (message: string, hint: string) => new AppError('bad_usage', message, { hint })
