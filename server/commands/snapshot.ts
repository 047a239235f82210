// `snapshot`: collect once, as an inventory file that can be judged many times.

import { AppError } from '../core/errors.ts'
import { alignedLines, printable, type TextTable } from '../core/report/columns-of-text.ts'
import { count } from '../core/report/summary.ts'
import type { CoverageCell } from '../core/resource.ts'
import { writeInventory } from '../services/inventory-file.ts'
import { oneOf } from './arguments.ts'
import { isNarrowed, type Narrowing, narrowingHelp, narrowingOptions, openCloud, readNarrowing } from './cloud.ts'
import { type Command, exit, readArgs, type Shell } from './command.ts'
import { progressReporter } from './progress.ts'

const options = {
  estate: { type: 'string', default: 'aws' },
  out: { type: 'string' },
  ...narrowingOptions,
  'require-complete': { type: 'boolean', default: false },
} as const

export const snapshot: Command = {
  name: 'snapshot',
  summary: 'Collect the resources of a cloud into an inventory file',
  help: `Usage: tagwarden snapshot --estate aws --out FILE.ndjson [options]

  --estate aws         the accounts that our AWS credentials and AWS_ROLES_FILE reach
  --out FILE           where to write; judge it with: tagwarden audit --inventory FILE
${narrowingHelp}
  --require-complete   fail when anything could not be seen

When it is stopped, even by force, the same command goes on after what was done; until then that is kept in
FILE.part and FILE.state.
Exit status: 0 written, 2 bad usage or nothing could be read, 3 not complete with --require-complete.
`,
  async run(args, shell) {
    const { values } = readArgs('snapshot', args, options, 0)
    oneOf('estate', values.estate, ['aws'])
    const narrowing = readNarrowing(values)
    const coverage = await collect(readOut(values.out), narrowing, shell)
    const unseen = coverage.filter(({ status }) => status !== 'ok')
    if (unseen.length > 0) shell.err(`${alignedLines(deniedTable(unseen)).join('\n')}\n`)
    return unseen.length > 0 && values['require-complete'] ? exit.incomplete : exit.fine
  },
}

function readOut(path: string | undefined): string {
  if (path === undefined) throw new AppError('bad_usage', 'snapshot: --out is missing.', helpHint)
  if (path.endsWith('.ndjson')) return path
  throw new AppError('bad_usage', `--out "${path}" does not end in .ndjson, which is what is written.`, helpHint)
}

const helpHint = { hint: 'Write --out estate.ndjson, for example.' }

async function collect(path: string, narrowing: Narrowing, shell: Shell): Promise<readonly CoverageCell[]> {
  const startedAt = shell.now()
  const report = progressReporter(shell)
  const { source, calls } = openCloud(narrowing, report, shell)
  const scope = isNarrowed(narrowing) ? `aws ${JSON.stringify(narrowing)}` : 'aws'
  // The process ends with its signal, so that there is no later moment to say this.
  const stopped = () => {
    report.clear()
    shell.err('Stopped. The same command goes on after what is done.\n')
  }
  shell.signal.addEventListener('abort', stopped)
  try {
    const onResume = (earlier: { startedAt: string; resources: number }) =>
      shell.err(`Going on after ${count(earlier.resources)} resources of the run begun at ${earlier.startedAt}.\n`)
    const written = await writeInventory(source, { path, scope, now: shell.now, onResume }, shell.signal)
    report.clear()
    const seconds = Math.round((shell.now() - startedAt) / 1000)
    const cells = `${count(written.coverage.length)} cells`
    shell.err(`${path}: ${count(written.resources)} resources in ${cells}, ${count(calls())} calls, ${seconds} s.\n`)
    return written.coverage
  } finally {
    report.clear()
    shell.signal.removeEventListener('abort', stopped)
  }
}

/** What was not seen, by the right that is missing: one grant opens many cells. */
function deniedTable(unseen: readonly CoverageCell[]): TextTable {
  const groups = Map.groupBy(unseen, ({ status, missingAction, code }) =>
    missingAction === undefined
      ? `${status}${code === undefined ? '' : `: ${code}`}`
      : `${status}: grant ${missingAction}`,
  )
  const rows = [...groups].map(([what, cells]) => {
    const names = (field: 'account' | 'region' | 'type') => shortList([...new Set(cells.map((cell) => cell[field]))])
    return [printable(what), count(cells.length), names('account'), names('region'), names('type')]
  })
  return {
    header: ['Not fully seen', 'Cells', 'Accounts', 'Regions', 'Types'],
    align: ['left', 'right', 'left', 'left', 'left'],
    rows: rows.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  }
}

function shortList(names: readonly string[]): string {
  const [first = '', second, ...rest] = names.map(printable)
  if (second === undefined) return first === '' ? 'all' : first
  return rest.length === 0 ? `${first}, ${second}` : `${first} and ${count(names.length - 1)} more`
}
