// How the words behind a command are read, whichever program it belongs to.

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { AppError } from '../core/errors.ts'
import { nearest } from '../core/similar.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** `program`: as it is typed before the command; whoever went wrong is told to ask it for help. */
export function argumentsOf(program: string) {
  const helpHint = (command: string) => ({ hint: `See: ${program} ${command} --help` })

  function unknownOption(command: string, word: string, known: readonly string[]): AppError {
    const meant = nearest(word, known, 3)
    const hint = meant === undefined ? helpHint(command) : { hint: `Did you mean --${meant}?` }
    return new AppError('bad_usage', `${command}: there is no option --${word}.`, hint)
  }

  /** Options and operands, or one sentence that says what is wrong with them. */
  return <T extends Options>(command: string, args: readonly string[], options: T, operands: number) => {
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
}

export function oneOf<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value)
  if (choice !== undefined) return choice
  const meant = nearest(value, choices, 3)
  throw new AppError('bad_usage', `--${option} "${value}" is none of ${choices.join(', ')}.`, {
    hint: meant === undefined ? `Write --${option} ${choices[0]}, for example.` : `Did you mean ${meant}?`,
  })
}
