// `store prune`: retention by hand.

import { AppError } from '../core/errors.ts'
import { alignedLines, printable } from '../core/report/columns-of-text.ts'
import { count } from '../core/report/summary.ts'
import type { PrunableSnapshot } from '../ports.ts'
import { type Command, exit, readArgs } from './command.ts'
import { dataDirOption, withStore } from './data-dir.ts'

const options = {
  ...dataDirOption,
  'older-than': { type: 'string' },
  keep: { type: 'string', default: '2' },
  'dry-run': { type: 'boolean', default: false },
} as const

const dayMs = 86_400_000

export const storePrune: Command = {
  name: 'store prune',
  summary: 'Remove old snapshots and their audits',
  help: `Usage: tagwarden store prune --older-than DAYS [--keep N] [--dry-run] [--data-dir FOLDER]

  --older-than DAYS  remove snapshots taken more than so many days ago
  --keep N           keep the newest N of each estate, however old; 2 unless given
  --dry-run          print what would be removed, remove nothing
  --data-dir FOLDER  the folder of the store; DATABASE_URL, DATA_DIR or ./data unless given

Trends and the audit log stay. The space goes back to the disk (with PostgreSQL: to its tables).
Exit status: 0 done, 2 bad usage, or the store cannot be used.
`,
  async run(args, shell) {
    const { values } = readArgs('store prune', args, options, 0)
    const days = wholeNumber('older-than', values['older-than'], 1)
    const keepAtLeast = wholeNumber('keep', values.keep, 0)
    const retention = { olderThan: new Date(shell.now() - days * dayMs).toISOString(), keepAtLeast }
    return withStore(values['data-dir'], shell, async (store) => {
      if (values['dry-run']) await shell.out(describe(await store.prunable(retention)))
      else await shell.out(`Removed ${snapshots(await store.prune(retention))}.\n`)
      return exit.fine
    })
  },
}

function describe(prunable: readonly PrunableSnapshot[]): string {
  const title = `Would remove ${snapshots(prunable.length)}.`
  if (prunable.length === 0) return `${title}\n`
  const table = alignedLines({
    header: ['taken at', 'snapshot', 'status', 'resources', 'estate'],
    align: ['left', 'left', 'left', 'right', 'left'],
    rows: prunable.map(({ id, estate, takenAt, status, resources }) => [
      ...[takenAt, printable(id), status, count(resources), printable(estate)],
    ]),
  })
  return [title, '', ...table, ''].join('\n')
}

const snapshots = (number: number): string => `${count(number)} ${number === 1 ? 'snapshot' : 'snapshots'}`

function wholeNumber(option: string, text: string | undefined, least: number): number {
  if (text === undefined) throw new AppError('bad_usage', `store prune: --${option} is missing.`, helpHint)
  const number = Number(text)
  if (/^\d{1,5}$/.test(text) && number >= least) return number
  throw new AppError('bad_usage', `--${option} "${text}" is no whole number from ${least} to 99999.`, helpHint)
}

const helpHint = { hint: 'See: tagwarden store prune --help' }
