import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { describeWith } from '../support/missing-service.ts'
import { canMakeStandby, executeSql, querySql, startPostgres } from '../support/postgres.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'
import { optionsFor } from './postgres-database.ts'

/** Signs itself, so that it is its own authority. */
function makeCertificate(folder: string, name: string): { readonly cert: string; readonly key: string } {
  const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)]
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', ...made, ...subject], { stdio: 'ignore' })
  return { cert, key }
}

describeWith(
  'PostgreSQL (system)',
  canMakeStandby(),
  'apt-get install postgresql',
)('TLS to the database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-tls-'))
  let server: OwnServer
  let authority: string

  beforeAll(async () => {
    server = await startPostgres('system')
    const { cert, key } = makeCertificate(folder, 'database')
    authority = cert
    // The server reads them as its own user, who may not enter this folder.
    const [certPath, keyPath] = [join(server.folder, 'tls.crt'), join(server.folder, 'tls.key')]
    const { uid, gid } = statSync(server.folder)
    for (const [from, to] of [[cert, certPath] as const, [key, keyPath] as const]) {
      copyFileSync(from, to)
      chmodSync(to, 0o600)
      chownSync(to, uid, gid)
    }
    await executeSql(
      server.url,
      `ALTER SYSTEM SET ssl_cert_file = '${certPath}'`,
      `ALTER SYSTEM SET ssl_key_file = '${keyPath}'`,
      'ALTER SYSTEM SET ssl = on',
      'SELECT pg_reload_conf()',
    )
    const isOn = async () => expect(await querySql(server.url, 'SHOW ssl')).toEqual([{ ssl: 'on' }])
    await vi.waitFor(isOn, { timeout: 20_000 })
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await stopServer(server)
  })

  test('is used, and its certificate checked, with DATABASE_CA_FILE; whatever the URL says', async () => {
    const url = `${server.url}?sslmode=disable`
    const store = await openPostgresStore(optionsFor(url, { caFile: authority }))
    const used = await querySql(
      server.url,
      `SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'tagwarden'`,
    )
    await store.close()
    expect(used).toEqual([{ ssl: true }])
  })

  test('is refused with a certificate of another authority', async () => {
    const { cert } = makeCertificate(folder, 'stranger')
    const opened = openPostgresStore(optionsFor(server.url, { caFile: cert }))
    await expect(opened).rejects.toMatchObject({
      ...{ code: 'store_unavailable', message: 'The certificate of the database is not trusted.' },
    })
  })
})
