// The commands, in the order in which help lists them, and how one is found and run.

import { AppError } from '../server/core/errors.ts'
import { nearest } from '../server/core/similar.ts'
import { badUsage, type Command, type Streams } from './command.ts'
import { cost } from './cost/command.ts'

const commands: readonly Command[] = [cost]
const badInput = 2

/** Never throws for what a user did: that becomes a sentence on stderr and status 2. */
export async function runCommand(args: readonly string[], streams: Streams): Promise<number> {
  try {
    return await dispatch(args, streams)
  } catch (error) {
    const lines = sentencesOf(error)
    if (lines === undefined) throw error
    streams.err(`${lines.join('\n')}\n`)
    return badInput
  }
}

/** Of our own errors, and of Pulumi's for a mistake in the configuration. */
function sentencesOf(error: unknown): string[] | undefined {
  if (error instanceof AppError) return error.hint === undefined ? [error.message] : [error.message, error.hint]
  return error instanceof Error && '__pulumiRunError' in error ? [error.message] : undefined
}

async function dispatch([name, ...args]: readonly string[], streams: Streams): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    streams.out(overview())
    return 0
  }
  const names = commands.map((command) => command.name)
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) {
    const meant = nearest(name, names, 3)
    throw badUsage(
      `There is no command "${name}".`,
      meant ? `Did you mean ${meant}?` : `There is: ${names.join(', ')}.`,
    )
  }
  if (!args.includes('--help') && !args.includes('-h')) return command.run(args, streams)
  streams.out(`${command.summary}.\n\n${command.help}`)
  return 0
}

const overview = () =>
  [
    'Questions about the infrastructure, answered without a cloud.',
    '',
    ...commands.map(({ name, summary }) => `  npm run -s infra -- ${name.padEnd(8)} ${summary}`),
    '',
    'Each has its own --help.',
    '',
  ].join('\n')
