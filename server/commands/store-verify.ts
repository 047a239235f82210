// `store verify`: is everything that is stored still what was written?

import { parseConfig } from '../config.ts'
import { AppError } from '../core/errors.ts'
import { printable } from '../core/report/columns-of-text.ts'
import { count } from '../core/report/summary.ts'
import { poolOptionsOf } from '../open-store.ts'
import type { Verified } from '../store/verify.ts'
import { describeVerdict } from './audit-log.ts'
import { type Command, exit, readArgs, type Shell } from './command.ts'
import { dataDirOf, meansDatabase } from './data-dir.ts'

export const storeVerify: Command = {
  name: 'store verify',
  summary: 'Check that everything in a store is as it was written',
  help: `Usage: tagwarden store verify [--in sqlite:FOLDER | --in postgres://…]

  --in sqlite:FOLDER   the DATA_DIR of a server that does not run
  --in postgres://…    a database, also beside running servers; DATABASE_URL, DATA_DIR or ./data unless given

Reads all of it and changes nothing: parts of snapshots, what audits refer to, sums of rollups, the chains of the audit
log. One line for each fault says where it is.
Exit status: 0 no fault, 1 faults, 2 the store cannot be read.
`,
  async run(args, shell) {
    const { values } = readArgs('store verify', args, { in: { type: 'string' } }, 0)
    let faults = 0
    const report = async (place: string, fault: string) => {
      faults += 1
      await shell.out(`${printable(place)}: ${printable(fault)}\n`)
    }
    const { log, ...counts } = await verify(values.in, shell, report)
    if (!log.ok) await report('audit log', describeVerdict(log))
    await shell.out(`${describe(counts, log)}: ${verdictOf(faults)}\n`)
    return faults === 0 ? exit.fine : exit.broken
  },
}

const verdictOf = (faults: number) => (faults === 0 ? 'ok' : `${count(faults)} ${faults === 1 ? 'fault' : 'faults'}`)

type Report = (place: string, fault: string) => Promise<void>

async function verify(place: string | undefined, shell: Shell, report: Report): Promise<Verified> {
  const folder = /^sqlite:(?<folder>.+)$/s.exec(place ?? '')?.groups?.folder
  if (place !== undefined && folder === undefined && !/^postgres(ql)?:/.test(place)) {
    throw new AppError('bad_usage', 'store verify: --in has to be sqlite:FOLDER or postgres://….', {
      hint: 'See: tagwarden store verify --help',
    })
  }
  const { verifyPostgres, verifySqlite } = await import('../store/verify.ts')
  const isDatabase = folder === undefined && (place !== undefined || meansDatabase(undefined, shell))
  if (!isDatabase) return verifySqlite(folder ?? dataDirOf(undefined, shell), report)
  const env = place === undefined ? shell.env : { ...shell.env, DATABASE_URL: place }
  return verifyPostgres(poolOptionsOf(parseConfig(env)), report)
}

function describe(counts: Omit<Verified, 'log'>, { entries }: Verified['log']): string {
  const words = Object.entries(counts).map(([name, number]) => `${count(number)} ${name}`)
  return [...words, `${count(entries)} entries of the audit log`].join(', ')
}
