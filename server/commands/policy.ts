// `policy check` and `policy schema`.

import { policyJsonSchema } from '../core/policy-schema.ts'
import { oneOf } from './arguments.ts'
import { type Command, exit, readArgs } from './command.ts'
import { readNow } from './now.ts'
import { defaultPolicyFile, problemLine, readPolicyFile } from './policy-file.ts'

export const policyCheck: Command = {
  name: 'policy check',
  summary: 'Explain every problem of a policy file at once',
  help: `Usage: tagwarden policy check [FILE] [--format text|json] [--now ISO]

FILE is ${defaultPolicyFile} unless given.

  --format text|json  json prints { ok, hash, problems, warnings }
  --now ISO           the moment against which exemptions are held; now unless given

Exit status: 0 the policy loads (there may be warnings), 2 it does not.
`,
  async run(args, shell) {
    const { values, positionals } = readArgs(
      'policy check',
      args,
      { format: { type: 'string', default: 'text' }, now: { type: 'string' } },
      1,
    )
    const format = oneOf('format', values.format, ['text', 'json'])
    const path = positionals[0] ?? defaultPolicyFile
    const loaded = await readPolicyFile(path, readNow(values.now, shell.now()))
    const report = {
      ok: loaded.ok,
      hash: loaded.ok ? loaded.policy.hash : null,
      problems: loaded.ok ? [] : loaded.problems,
      warnings: loaded.warnings,
    }
    if (format === 'json') await shell.out(`${JSON.stringify(report, null, 2)}\n`)
    else await shell.out(describe(path, report))
    return report.ok ? exit.fine : exit.badInput
  },
}

type Report = {
  readonly ok: boolean
  readonly hash: string | null
  readonly problems: readonly Parameters<typeof problemLine>[0][]
  readonly warnings: readonly Parameters<typeof problemLine>[0][]
}

function describe(path: string, { hash, problems, warnings }: Report): string {
  const plural = (items: readonly unknown[], word: string) => `${items.length} ${word}${items.length === 1 ? '' : 's'}`
  const verdict = hash === null ? `${path}: ${plural(problems, 'problem')}` : `${path}: fine, ${hash}`
  return [
    verdict,
    ...problems.map(problemLine),
    ...(warnings.length === 0 ? [] : [`${plural(warnings, 'warning')}:`, ...warnings.map(problemLine)]),
    '',
  ].join('\n')
}

export const policySchemaCommand: Command = {
  name: 'policy schema',
  summary: 'Print the JSON Schema of policy files, for editors',
  help: `Usage: tagwarden policy schema > policies/tagging_policy.schema.json

A policy file refers to it by "$schema".
`,
  async run(args, shell) {
    readArgs('policy schema', args, {}, 0)
    await shell.out(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`)
    return exit.fine
  },
}
