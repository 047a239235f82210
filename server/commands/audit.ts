// `audit`: judge an inventory file, the demo company or a cloud, print what came out.

import { AppError } from '../core/errors.ts'
import type { PolicyWarning } from '../core/policy-problems.ts'
import { compileRules } from '../core/rules.ts'
import type { ResourceSource } from '../ports.ts'
import { type AuditResult, auditSource, isComplete } from '../services/audit.ts'
import { type AuditOutput, auditOutput, formats } from '../services/audit-output.ts'
import { demoSource } from '../sources/demo/source.ts'
import { fileSource } from '../sources/file/index.ts'
import { oneOf } from './arguments.ts'
import { auditNotes } from './audit-notes.ts'
import { isNarrowed, narrowingHelp, narrowingOptions, openCloud, readNarrowing } from './cloud.ts'
import { type Command, exit, readArgs, type Shell } from './command.ts'
import { readNow } from './now.ts'
import { defaultPolicyFile, InvalidPolicy, loadPolicyFile, problemLine } from './policy-file.ts'
import { type Progress, progressReporter } from './progress.ts'

const options = {
  inventory: { type: 'string' },
  estate: { type: 'string' },
  demo: { type: 'boolean', default: false },
  ...narrowingOptions,
  policy: { type: 'string', default: defaultPolicyFile },
  now: { type: 'string' },
  format: { type: 'string', default: 'table' },
  severity: { type: 'string' },
  'fail-on': { type: 'string', default: 'error' },
  'require-complete': { type: 'boolean', default: false },
  'skip-bad': { type: 'boolean', default: false },
} as const

export const audit: Command = {
  name: 'audit',
  summary: 'Judge an inventory file, a cloud or the demo company by a policy',
  help: `Usage: tagwarden audit (--inventory FILE | --estate ESTATE | --demo) [options]

  --inventory FILE     NDJSON, a JSON array or CSV, plain, gzip or zstd; - is standard input
  --estate ESTATE      aws, the accounts our AWS credentials reach; demo, an invented company; or an inventory file
  --demo               the same as --estate demo
${narrowingHelp}
  --policy FILE        ${defaultPolicyFile} unless given
  --format FORMAT      ${formats.join(', ')} (table unless given)
  --severity SEVERITY  list only violations that are error or warning; totals and exit status stay
  --fail-on LEVEL      error (unless given), warning or never
  --require-complete   fail when anything could not be seen
  --skip-bad           leave bad lines out and list them, instead of refusing the file
  --now ISO            judge as of this moment; now unless given

The result alone goes to standard output.
Exit status: 0 nothing in force at or above --fail-on, 1 violations, 2 bad usage, policy or input,
3 not complete with --require-complete (wins over 1).
`,
  async run(args, shell) {
    const { values } = readArgs('audit', args, options, 0)
    const format = oneOf('format', values.format, formats)
    const failOn = oneOf('fail-on', values['fail-on'], ['error', 'warning', 'never'])
    const severity = values.severity === undefined ? null : oneOf('severity', values.severity, ['error', 'warning'])
    const now = readNow(values.now, shell.now())
    const report = progressReporter(shell)
    const source = chooseSource(values, now, { shell, report })
    try {
      const { policy, warnings } = await loadPolicyFile(values.policy, now)
      const rules = compileRules(policy)
      const output = auditOutput(format, { rules, now, severity, warnings, colours: shell.colours })
      warn(format === 'json' ? [] : warnings, shell)
      const result = await run(source, output, { rules, now }, { shell, report })
      for (const note of auditNotes(result, format, values['require-complete'])) shell.err(`${note}\n`)
      return exitStatus(result, failOn, values['require-complete'])
    } catch (error) {
      if (format !== 'json' || !(error instanceof InvalidPolicy)) throw error
      await shell.out(`${JSON.stringify({ error: { code: error.code, problems: error.problems } }, null, 2)}\n`)
      return exit.badInput
    }
  },
}

type Given = { [Option in 'inventory' | 'estate' | keyof typeof narrowingOptions]?: string | undefined } & {
  demo: boolean
  'skip-bad': boolean
}

function chooseSource(
  values: Given,
  now: number,
  { shell, report }: { shell: Shell; report: Progress },
): ResourceSource {
  const given = [values.inventory, values.estate, values.demo ? 'demo' : undefined].filter((one) => one !== undefined)
  const [estate] = given
  if (estate === undefined || given.length > 1) {
    const message =
      given.length > 1 ? 'more than one of --inventory, --estate and --demo is given' : 'say what to audit'
    throw new AppError('bad_usage', `audit: ${message}.`, {
      hint: 'Give --inventory FILE, or --demo for an invented company.',
    })
  }
  const narrowing = readNarrowing(values)
  if (values.inventory === undefined && estate === 'aws') return openCloud(narrowing, report, shell).source
  if (isNarrowed(narrowing))
    throw new AppError('bad_usage', 'audit: --types, --regions and --accounts are of --estate aws only.')
  if (values.inventory === undefined && estate === 'demo') return demoSource(new Date(now))
  return fileSource(estate, { stdin: shell.stdin, skipBad: values['skip-bad'] })
}

function warn(warnings: readonly PolicyWarning[], shell: Shell): void {
  for (const warning of warnings) shell.err(`policy warning:${problemLine(warning).slice(1)}\n`)
}

async function run(
  source: ResourceSource,
  output: AuditOutput,
  { rules, now }: { rules: ReturnType<typeof compileRules>; now: number },
  { shell, report }: { shell: Shell; report: Progress },
): Promise<AuditResult> {
  await shell.out(output.begin())
  try {
    const result = await auditSource(source, rules, now, shell.signal, {
      async onPart(part, judged, judge) {
        for (const text of output.part(part, judged, judge)) await shell.out(text)
      },
      onProgress: report.update,
    })
    await shell.out(output.end(result))
    return result
  } finally {
    // Whatever is said next, good or bad, begins a line of its own.
    report.clear()
  }
}

function exitStatus(result: AuditResult, failOn: 'error' | 'warning' | 'never', requireComplete: boolean): number {
  if (requireComplete && !isComplete(result)) return exit.incomplete
  const { errors, warnings } = result.totals
  const failing = { error: errors, warning: errors + warnings, never: 0 }[failOn]
  return failing > 0 ? exit.violations : exit.fine
}
