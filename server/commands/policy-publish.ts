// `policy publish`: replaces the policy in force of all replicas.

import { userInfo } from 'node:os'
import { parseConfig } from '../config.ts'
import { AppError } from '../core/errors.ts'
import { printable } from '../core/report/columns-of-text.ts'
import { openStore } from '../open-store.ts'
import { type Command, exit, readArgs } from './command.ts'
import { loadPolicyFile, problemLine } from './policy-file.ts'

export const policyPublish: Command = {
  name: 'policy publish',
  summary: 'Put a policy in force for all replicas that share a database',
  help: `Usage: tagwarden policy publish FILE [--by NAME]

  --by NAME  who publishes it; the user of this shell unless given

The file is checked first. The servers on DATABASE_URL hear of it, through REDIS_URL where they have one, and judge by
it within a second; those that do not hear of it look for themselves every few seconds. Who published which policy when
stays in the database. Without DATABASE_URL the policy in force is POLICY_FILE: edit that file instead.
Exit status: 0 it is in force, 2 the policy does not load, or the database cannot be used.
`,
  async run(args, shell) {
    const { values, positionals } = readArgs('policy publish', args, { by: { type: 'string' } }, 1)
    const [path] = positionals
    if (path === undefined) throw new AppError('bad_usage', 'policy publish: the file is missing.', helpHint)
    const { policy, warnings } = await loadPolicyFile(path, shell.now())
    const config = parseConfig(shell.env)
    const opened = await openStore({ ...config, MIGRATE: false })
    try {
      if (opened.kind !== 'postgres') throw notShared()
      const before = await opened.store.published()
      const by = values.by ?? userInfo().username
      await opened.store.publish(policy, by, new Date(shell.now()).toISOString())
      const { tellReplicas } = await import('../replica-state.ts')
      await tellReplicas(config, { kind: 'policy_changed', policyHash: policy.hash })
      for (const warning of warnings) shell.err(`${problemLine(warning)}\n`)
      await shell.out(`${policy.hash} is in force, published by ${printable(by)}.\n${replaced(before)}`)
      return exit.fine
    } finally {
      await opened.store.close()
    }
  },
}

const replaced = (before: { readonly policyHash: string; readonly publishedBy: string } | null) =>
  before === null ? '' : `It replaces ${before.policyHash} of ${printable(before.publishedBy)}.\n`

const notShared = () =>
  new AppError('bad_usage', 'policy publish: DATABASE_URL is not set, so the policy in force is POLICY_FILE.', helpHint)

const helpHint = { hint: 'See: tagwarden policy publish --help' }
