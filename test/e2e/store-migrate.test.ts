// What a deployment does before its servers start: the owner, no superuser, makes their login and the tables.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { executeSql, type PostgresKind, querySql, startPostgres } from '../support/postgres.ts'
import { processEnv, runShell, startProduct } from '../support/product-process.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'

const kinds: PostgresKind[] = ['system', 'embedded']
const patience = { timeout: 60_000, interval: 100 }

describe.each(kinds)('store migrate on PostgreSQL, %s', (kind) => {
  let server: OwnServer
  beforeAll(async () => {
    server = await startPostgres(kind, ['log_statement=all'])
    await executeSql(
      server.url,
      `CREATE ROLE tagwarden_owner LOGIN CREATEROLE CREATEDB PASSWORD 'of-the-owner'`,
      'CREATE DATABASE tagwarden OWNER tagwarden_owner',
    )
    const who = ['host all postgres 127.0.0.1/32 trust', 'host all all 127.0.0.1/32 scram-sha-256']
    writeFileSync(join(server.folder, 'cluster/pg_hba.conf'), `${who.join('\n')}\n`)
    await executeSql(server.url, 'SELECT pg_reload_conf()')
  })
  afterAll(() => stopServer(server))

  const addressOf = (name: string, password: string) => {
    const url = new URL(server.url)
    url.pathname = '/tagwarden'
    return Object.assign(url, { username: name, password }).href
  }
  const migrate = (address: string, ...more: string[]) =>
    runShell(
      ['store', 'migrate', ...more],
      processEnv({
        DATABASE_URL: addressOf('', ''),
        ...{ PGUSER: 'tagwarden_owner', PGPASSWORD: 'of-the-owner', APPLICATION_DATABASE_URL: address },
      }),
    )
  const replica = async (address: string, name: string) => {
    const product = await startProduct({ DATABASE_URL: address, MIGRATE: 'false', REPLICA_ID: name })
    onTestFinished(async () => {
      await product.stop()
      rmSync(product.dataDir, { recursive: true })
    })
    return product
  }
  const ask = async (base: string, tool: string, given: object = {}) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${base}/api/v1/tools/${tool}`, { method: 'POST', headers, body: JSON.stringify(given) })
    return (await answer.json()) as { data: Record<string, unknown> }
  }
  const letsIn = (address: string) =>
    querySql(address, 'SELECT 1')
      .then(() => true)
      .catch(() => false)

  test('makes the login, though three tasks start at once; a replica then does all it has to', async () => {
    const address = addressOf('tagwarden_a', 'first-secret')
    const ran = await Promise.all([1, 2, 3].map(() => migrate(address, '--grant-to', 'tagwarden_a')))
    expect(ran.map(({ status, err }) => [status, err])).toEqual([1, 2, 3].map(() => [0, '']))
    expect(await letsIn(addressOf('tagwarden_a', 'wrong'))).toBe(false)
    const { url, env } = await replica(address, 'one')
    const { auditId } = (await ask(url, 'start_audit')).data
    await vi.waitFor(
      async () => expect((await ask(url, 'get_audit', { auditId })).data.status).toBe('completed'),
      patience,
    )
    expect((await ask(url, 'schedule_audit', { action: 'create' })).data.created).toEqual(expect.any(String))
    const shellEnv = { ...env, MIGRATE: 'false' }
    expect(await runShell(['policy', 'publish', 'policies/examples/minimal.json'], shellEnv)).toMatchObject({
      status: 0,
    })
    expect(await runShell(['audit-log', 'verify'], shellEnv)).toMatchObject({ status: 0 })
    await expect(querySql(address, 'DELETE FROM audit_log')).rejects.toThrow('permission denied')
    await expect(querySql(address, 'CREATE TABLE mine (a int)')).rejects.toThrow('permission denied')
  })

  test('lets the former login in beside the next one, so that a rollout locks nobody out', async () => {
    const [former, next] = [addressOf('tagwarden_a', 'first-secret'), addressOf('tagwarden_b', 'second-secret')]
    const old = await replica(former, 'old')
    expect(await migrate(next, '--grant-to', 'tagwarden_b')).toMatchObject({ status: 0, err: '' })
    const young = await replica(next, 'young')
    for (const { url } of [old, young]) expect((await ask(url, 'get_tagging_policy')).data).toBeDefined()
    const { auditId } = (await ask(old.url, 'start_audit')).data
    await vi.waitFor(
      async () => expect((await ask(young.url, 'get_audit', { auditId })).data.status).toBe('completed'),
      patience,
    )
  })

  test('gives a login that is there its new password', async () => {
    expect(await migrate(addressOf('tagwarden_a', 'third-secret'))).toMatchObject({ status: 0, err: '' })
    expect(await letsIn(addressOf('tagwarden_a', 'first-secret'))).toBe(false)
    expect(await letsIn(addressOf('tagwarden_a', 'third-secret'))).toBe(true)
    expect(await letsIn(addressOf('tagwarden_b', 'second-secret'))).toBe(true)
  })

  test('quotes names and passwords', async () => {
    const [name, password] = [`odd"; DROP TABLE job; --`, `it's "so"$;\\`]
    const address = new URL(addressOf('', ''))
    address.username = encodeURIComponent(name)
    address.password = encodeURIComponent(password)
    expect(await migrate(address.href)).toMatchObject({ status: 0, err: '' })
    expect(await letsIn(address.href)).toBe(true)
  })

  test('leaves no password in the log of PostgreSQL', () => {
    const log = readFileSync(join(server.folder, 'log'), 'utf8')
    expect(log).toContain('ROLE "tagwarden_a" LOGIN PASSWORD')
    expect(log).not.toMatch(/(first|second|third)-secret/)
  })

  test.each([
    ['the owner itself', 'tagwarden_owner', 'x', [], 'tagwarden_owner owns the tables and cannot be the login'],
    ['no password', 'tagwarden_c', '', [], 'APPLICATION_DATABASE_URL holds no user and password'],
    [
      'another role than asked for',
      'tagwarden_c',
      'x',
      ['--grant-to', 'd'],
      '--grant-to d: APPLICATION_DATABASE_URL names',
    ],
  ])('refuses %s', async (_case, name, password, more, sentence) => {
    const { status, err } = await migrate(addressOf(name, password), ...more)
    expect(status).toBe(2)
    expect(err).toContain(sentence)
  })
})
