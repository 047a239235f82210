import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseConfig } from '../../server/config.ts'
import { poolOptionsOf } from '../../server/open-store.ts'
import { databaseAt } from '../../server/store/postgres/connection.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { describeWith } from '../support/missing-service.ts'
import { canMakeStandby, executeSql, startPostgres } from '../support/postgres.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'
import { run } from '../support/shell.ts'

/** With everything in it that a URL would read as its own. */
const password = 'p:a@s/s?w#o%20rd %41'

describeWith(
  'PostgreSQL (system)',
  canMakeStandby(),
  'apt-get install postgresql',
)('the password of the database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-password-'))
  const file = join(folder, 'database-password')
  let server: OwnServer
  let url: string

  beforeAll(async () => {
    server = await startPostgres('system')
    const rules = join(server.folder, 'cluster', 'pg_hba.conf')
    await executeSql(server.url, `CREATE ROLE locked SUPERUSER LOGIN PASSWORD '${password}'`)
    writeFileSync(rules, `host all locked 127.0.0.1/32 scram-sha-256\n${readFileSync(rules, 'utf8')}`)
    await executeSql(server.url, 'SELECT pg_reload_conf()')
    url = server.url.replace('postgres@', 'locked@')
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await stopServer(server)
  })

  const open = (text: string) => {
    writeFileSync(file, text)
    const options = poolOptionsOf(parseConfig({ DATABASE_URL: url, DATABASE_PASSWORD_FILE: file }))
    return openPostgresStore({ ...options, writer: 'one', migrate: true })
  }

  test('is read from DATABASE_PASSWORD_FILE, without the line end', async () => {
    const store = await open(`${password}\n`)
    expect(await store.published()).toBeNull()
    await store.close()
  })

  test('is not told when it is wrong', async () => {
    const refused = await open('geheim').catch((error: unknown) => error)
    expect(refused).toMatchObject({ message: 'The database does not let us in.' })
    expect(String(refused) + JSON.stringify(refused)).not.toContain('geheim')
  })

  test('has to be in the file', async () => {
    await expect(open('\n')).rejects.toThrow(`DATABASE_PASSWORD_FILE: ${file} is empty.`)
    expect(() => databaseAt({ url, passwordFile: join(folder, 'none') })).toThrow('cannot be read')
  })

  test('serves the commands of the shell too, which do not show it', async () => {
    writeFileSync(file, password)
    const env = { DATABASE_URL: url, DATABASE_PASSWORD_FILE: file }
    expect(await run(['store', 'migrate'], { env })).toMatchObject({ status: 0, err: '' })
    const { out } = await run(['config'], { env })
    expect(out).toContain(`DATABASE_PASSWORD_FILE=${file}`)
    expect(out).not.toContain('p:a@s')
  })
})
