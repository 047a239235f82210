// `store copy`: from the embedded store to the shared one.

import { parseConfig } from '../config.ts'
import { AppError } from '../core/errors.ts'
import { count } from '../core/report/summary.ts'
import { poolOptionsOf } from '../open-store.ts'
import { type Command, exit, readArgs } from './command.ts'

export const storeCopy: Command = {
  name: 'store copy',
  summary: 'Copy an SQLite store into a PostgreSQL database',
  help: `Usage: tagwarden store copy --from sqlite:FOLDER [--to postgres://…]

  --from sqlite:FOLDER  the DATA_DIR of a server that does not run
  --to URL              the database, empty or from an earlier try; DATABASE_URL unless given

Can be interrupted and run again. In the end each table is compared by a digest of all its rows. Nothing is removed.
Exit status: 0 all tables are equal, 1 one is not, 2 the stores cannot be used.
`,
  async run(args, shell) {
    const { values } = readArgs('store copy', args, { from: { type: 'string' }, to: { type: 'string' } }, 0)
    const folder = /^sqlite:(?<folder>.+)$/s.exec(values.from ?? '')?.groups?.folder
    if (folder === undefined) {
      throw new AppError('bad_usage', 'store copy: --from has to be sqlite:FOLDER.', {
        hint: 'See: tagwarden store copy --help',
      })
    }
    const env = values.to === undefined ? shell.env : { ...shell.env, DATABASE_URL: values.to }
    const { copyToPostgres } = await import('../store/copy.ts')
    let areEqual = true
    await copyToPostgres(folder, poolOptionsOf(parseConfig(env)), async ({ table, rows, isEqual }) => {
      areEqual &&= isEqual
      await shell.out(`${table.padEnd(15)} ${count(rows).padStart(9)} rows, ${isEqual ? 'equal' : 'NOT equal'}\n`)
    })
    return areEqual ? exit.fine : exit.broken
  },
}
