// `store migrate`: the schema, apart from any server.

import { type Config, parseConfig } from '../config.ts'
import { AppError } from '../core/errors.ts'
import { openJobsPool } from '../open-jobs.ts'
import { poolOptionsOf } from '../open-store.ts'
import type { ApplicationRole } from '../store/postgres/grants.ts'
import { type Command, exit, readArgs } from './command.ts'

export const storeMigrate: Command = {
  name: 'store migrate',
  summary: 'Bring the schema of the PostgreSQL database up to date',
  help: `Usage: tagwarden store migrate [--grant-to ROLE]

  --grant-to ROLE  also grant ROLE what replicas need: no right to change the schema, and none to change or remove
                   entries of the audit log

Connects by DATABASE_URL as the owner of the tables. Replicas that connect as ROLE get MIGRATE=false.
With APPLICATION_DATABASE_URL, the address that replicas will use, its user is made first, or gets the password of that
address, and is granted the same; the owner then needs CREATEROLE. Other roles keep what they have.
Any number of these may run at once. Exit status: 0 the schema is up to date, 2 it is not.
`,
  async run(args, shell) {
    const { values } = readArgs('store migrate', args, { 'grant-to': { type: 'string' } }, 0)
    const config = parseConfig(shell.env)
    const options = poolOptionsOf(config)
    const { migratePostgres } = await import('../store/postgres.ts')
    const role = await roleOf(config, values['grant-to'])
    const applied = await migratePostgres(options, role)
    await migrateQueue(config, role?.name)
    const lines = applied.length === 0 ? ['The schema is up to date.'] : applied.map((name) => `Applied ${name}.`)
    if (role !== undefined) lines.push(`Granted to ${role.name} what replicas need.`)
    await shell.out(`${lines.join('\n')}\n`)
    return exit.fine
  },
}

async function roleOf(
  { APPLICATION_DATABASE_URL }: Config,
  grantTo: string | undefined,
): Promise<ApplicationRole | undefined> {
  if (APPLICATION_DATABASE_URL === undefined) return grantTo === undefined ? undefined : { name: grantTo }
  const { loginOf } = await import('../store/postgres/login.ts')
  const login = loginOf(APPLICATION_DATABASE_URL)
  if (grantTo === undefined || grantTo === login.name) return login
  throw new AppError('bad_usage', `--grant-to ${grantTo}: APPLICATION_DATABASE_URL names ${login.name}.`, {
    hint: 'Leave --grant-to out, or write the same name twice.',
  })
}

async function migrateQueue(config: Config, role: string | undefined): Promise<void> {
  const { migrateJobs, grantJobs } = await import('../jobs/graphile/migrate.ts')
  const { asDatabaseError } = await import('../store/postgres/errors.ts')
  const pool = await openJobsPool(config)
  try {
    await migrateJobs(pool)
    if (role !== undefined) await grantJobs(pool, role)
  } catch (cause) {
    throw asDatabaseError(cause)
  } finally {
    await pool.end()
  }
}
