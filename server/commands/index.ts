// The commands, in the order in which help lists them, and how one is found and run.

import { AppError } from '../core/errors.ts'
import { nearest } from '../core/similar.ts'
import { audit } from './audit.ts'
import { type Command, exit, type Shell } from './command.ts'
import { configCommand } from './config.ts'
import { keysCreate } from './keys.ts'
import { policyCheck, policySchemaCommand } from './policy.ts'

const commands: readonly Command[] = [audit, policyCheck, policySchemaCommand, configCommand, keysCreate]

/** Never throws for what a user did: that becomes a sentence on stderr and status 2. */
export async function runCommand(args: readonly string[], shell: Shell): Promise<number> {
  try {
    return await dispatch(args, shell)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    shell.discard()
    shell.err(`${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`)
    return exit.badInput
  }
}

async function dispatch(args: readonly string[], shell: Shell): Promise<number> {
  const command = commands.find(({ name }) => name.split(' ').every((word, at) => args[at] === word))
  const wantsHelp = args.includes('--help') || args.includes('-h')
  if (command) {
    if (!wantsHelp) return command.run(args.slice(command.name.split(' ').length), shell)
    await shell.out(`${command.summary}.\n\n${command.help}`)
    return exit.fine
  }
  if (args.length === 0 || args[0] === 'help' || args[0]?.startsWith('-')) {
    if (args.length > 0 && args[0] !== 'help' && !wantsHelp) throw unknownCommand(args)
    await shell.out(overview())
    return exit.fine
  }
  throw unknownCommand(args)
}

function unknownCommand(args: readonly string[]): AppError {
  const words = args.filter((word) => !word.startsWith('-')).slice(0, 2)
  const meant = nearest(
    words.join(' '),
    commands.map(({ name }) => name),
    3,
  )
  return new AppError('bad_usage', `There is no command "${words.join(' ') || args[0]}".`, {
    hint: meant === undefined ? 'See: tagwarden --help' : `Did you mean "${meant}"?`,
  })
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    'Tagwarden audits cloud resources against a tagging policy and says what the gaps cost.',
    '',
    'Usage: tagwarden COMMAND [options]     (npm run -s tagwarden -- COMMAND [options])',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'tagwarden COMMAND --help explains a command.',
    '',
  ].join('\n')
}
