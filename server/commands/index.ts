// The commands, in the order in which help lists them, and how one is found and run.

import { AppError } from '../core/errors.ts'
import { printable } from '../core/report/columns-of-text.ts'
import { nearest } from '../core/similar.ts'
import { version } from '../version.ts'
import { audit } from './audit.ts'
import { auditLogVerify } from './audit-log.ts'
import { callTool } from './call.ts'
import { type Command, exit, type Shell } from './command.ts'
import { configCommand } from './config.ts'
import { iamPolicy } from './iam.ts'
import { keysCreate } from './keys.ts'
import { mcpStdio } from './mcp.ts'
import { policyCheck, policySchemaCommand } from './policy.ts'
import { policyPublish } from './policy-publish.ts'
import { remediationApprove } from './remediation.ts'
import { snapshot } from './snapshot.ts'
import { storePrune } from './store.ts'
import { storeCopy } from './store-copy.ts'
import { storeMigrate } from './store-migrate.ts'
import { storeVerify } from './store-verify.ts'

const commands: readonly Command[] = [
  audit,
  snapshot,
  policyCheck,
  policySchemaCommand,
  policyPublish,
  configCommand,
  iamPolicy,
  keysCreate,
  callTool,
  mcpStdio,
  remediationApprove,
  auditLogVerify,
  storePrune,
  storeMigrate,
  storeCopy,
  storeVerify,
]

/** Never throws for what a user did: that becomes a sentence on stderr and status 2. */
export async function runCommand(args: readonly string[], shell: Shell): Promise<number> {
  try {
    return await dispatch(args, shell)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    shell.discard()
    const lines = [...error.message.split('\n'), ...(error.hint === undefined ? [] : [error.hint])]
    shell.err(`${lines.map(printable).join('\n')}\n`)
    return exit.badInput
  }
}

async function dispatch(args: readonly string[], shell: Shell): Promise<number> {
  const isHelp = args[0] === 'help'
  const words = isHelp ? args.slice(1) : args
  if (args[0] === '--version') {
    await shell.out(`${version}\n`)
    return exit.fine
  }
  const wantsHelp = isHelp || args.includes('--help') || args.includes('-h')
  const command = commands.find(({ name }) => name.split(' ').every((word, at) => words[at] === word))
  if (command && !wantsHelp) return command.run(words.slice(command.name.split(' ').length), shell)
  if (command) await shell.out(`${command.summary}.\n\n${command.help}`)
  else if (args.length === 0 || (wantsHelp && isGroup(words[0]))) await shell.out(overview())
  else throw unknownCommand(words)
  return exit.fine
}

/** Nothing at all, or the first of two words: `policy`. */
function isGroup(word: string | undefined): boolean {
  return word === undefined || word.startsWith('-') || commands.some(({ name }) => name.startsWith(`${word} `))
}

function unknownCommand(args: readonly string[]): AppError {
  const options = args.findIndex((word) => word.startsWith('-'))
  const words = args.slice(0, options < 0 ? 2 : Math.min(options, 2))
  const names = commands.map(({ name }) => name)
  const meant = nearest(words.join(' '), names, 3) ?? nearest(words[0] ?? '', names, 2)
  const group = names.filter((name) => name.startsWith(`${words[0]} `))
  const choices = meant === undefined ? group : [meant]
  return new AppError('bad_usage', `There is no command "${words.join(' ') || args[0]}".`, {
    hint:
      choices.length === 0
        ? 'See: tagwarden --help'
        : `Did you mean ${choices.map((name) => `"${name}"`).join(' or ')}?`,
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
