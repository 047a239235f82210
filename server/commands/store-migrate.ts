// `store migrate`: the schema, apart from any server.

import { type Config, parseConfig } from '../config.ts'
import { openJobsPool } from '../open-jobs.ts'
import { poolOptionsOf } from '../open-store.ts'
import { type Command, exit, readArgs } from './command.ts'

export const storeMigrate: Command = {
  name: 'store migrate',
  summary: 'Bring the schema of the PostgreSQL database up to date',
  help: `Usage: tagwarden store migrate [--grant-to ROLE]

  --grant-to ROLE  also grant ROLE what replicas need: no right to change the schema, and none to change or remove
                   entries of the audit log

Connects by DATABASE_URL as the owner of the tables. Replicas that connect as ROLE get MIGRATE=false.
Any number of these may run at once. Exit status: 0 the schema is up to date, 2 it is not.
`,
  async run(args, shell) {
    const { values } = readArgs('store migrate', args, { 'grant-to': { type: 'string' } }, 0)
    const config = parseConfig(shell.env)
    const options = poolOptionsOf(config)
    const { migratePostgres } = await import('../store/postgres.ts')
    const role = values['grant-to']
    const applied = await migratePostgres(options, role)
    await migrateQueue(config, role)
    const lines = applied.length === 0 ? ['The schema is up to date.'] : applied.map((name) => `Applied ${name}.`)
    if (role !== undefined) lines.push(`Granted to ${role} what replicas need.`)
    await shell.out(`${lines.join('\n')}\n`)
    return exit.fine
  },
}

async function migrateQueue(config: Config, role: string | undefined): Promise<void> {
  const { migrateJobs, grantJobs } = await import('../jobs/graphile/migrate.ts')
  const pool = await openJobsPool(config)
  try {
    await migrateJobs(pool)
    if (role !== undefined) await grantJobs(pool, role)
  } finally {
    await pool.end()
  }
}
