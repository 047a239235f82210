// What a command of `npm run -s infra -- …` is.

import { argumentsOf } from '../server/commands/arguments.ts'
import { AppError } from '../server/core/errors.ts'

export type Command = {
  readonly name: string
  readonly summary: string
  readonly help: string
  /** Answers the exit status: 0 fine, 1 what was asserted does not hold. */
  readonly run: (args: readonly string[], streams: Streams) => Promise<number>
}

export type Streams = { readonly out: (text: string) => void; readonly err: (text: string) => void }

export const readArgs = argumentsOf('npm run -s infra --')

export const badUsage = (message: string, hint: string) => new AppError('bad_usage', message, { hint })
