import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { newFolder } from '../support/demo-folder.ts'
import { describeWithPostgres, freshDatabase, querySql } from '../support/postgres.ts'
import { openServices } from '../support/services.ts'
import { run } from '../support/shell.ts'

const minimal = 'policies/examples/minimal.json'

async function database(): Promise<string> {
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  return url
}

const replica = (url: string, name: string, settings: Readonly<Record<string, string>> = {}) =>
  openServices({ DATABASE_URL: url, DATABASE_POOL_SIZE: '2', DATA_DIR: newFolder(), REPLICA_ID: name, ...settings })

describeWithPostgres()('the policy in force of replicas', () => {
  test('is seeded from POLICY_FILE by the first one only', async () => {
    const url = await database()
    const first = await replica(url, 'one')
    const second = await replica(url, 'two', { POLICY_FILE: minimal })
    expect(second.policy.state().policy).toEqual(first.policy.state().policy)
    const published = await querySql(url, 'SELECT published_by FROM policy_publication')
    expect(published).toEqual([{ published_by: 'POLICY_FILE' }])
  })

  test('is seeded once, though replicas with different files start at once', async () => {
    const url = await database()
    const files = ['policies/tagging_policy.json', minimal, 'policies/examples/finops-strict.json']
    const replicas = await Promise.all(files.map((POLICY_FILE) => replica(url, 'one', { POLICY_FILE })))
    expect(new Set(replicas.map(({ policy }) => policy.state().policy.hash)).size).toBe(1)
  })

  test('reaches all of them when it is published, and each tells who listens to it', async () => {
    const url = await database()
    const replicas = [await replica(url, 'one'), await replica(url, 'two')]
    const heard = replicas.map(() => new Set<string>())
    for (const [at, { events }] of replicas.entries()) {
      events.subscribe((news) => {
        if (news.kind === 'policy_changed') heard[at]?.add(news.policyHash)
      })
    }
    const { out } = await run(['policy', 'publish', minimal, '--by', 'alice'], { env: { DATABASE_URL: url } })
    const hash = /sha256:[0-9a-f]+/.exec(out)?.[0]
    await vi.waitFor(() => expect(heard).toEqual([new Set([hash]), new Set([hash])]), { timeout: 20_000 })
    expect(replicas.map(({ policy }) => policy.state().policy.hash)).toEqual([hash, hash])
  })

  test('is not what the file says later', async () => {
    const url = await database()
    const path = join(newFolder(), 'policy.json')
    writeFileSync(path, readFileSync(minimal))
    const { policy } = await replica(url, 'one', { POLICY_FILE: path })
    writeFileSync(path, 'no policy at all')
    expect(await policy.reload()).toBe(false)
    expect(policy.state().problem).toBeNull()
  })
})

describeWithPostgres()('policy publish', () => {
  const publish = (url: string, ...args: readonly string[]) =>
    run(['policy', 'publish', ...args], { env: { DATABASE_URL: url } })

  test('keeps who published what when', async () => {
    const url = await database()
    await run(['store', 'migrate'], { env: { DATABASE_URL: url } })
    expect(await publish(url, minimal, '--by', 'alice')).toMatchObject({ status: 0, err: '' })
    const { out } = await publish(url, 'policies/tagging_policy.json', '--by', 'bob')
    expect(out).toMatch(
      /^sha256:[0-9a-f]{64} is in force, published by bob\.\nIt replaces sha256:[0-9a-f]{64} of alice\.\n$/,
    )
    const rows = await querySql(url, 'SELECT published_by, published_at FROM policy_publication ORDER BY number')
    expect(rows).toEqual([
      { published_by: 'alice', published_at: '2026-06-01T00:00:00.000Z' },
      { published_by: 'bob', published_at: '2026-06-01T00:00:00.000Z' },
    ])
  })

  test('changes nothing when the policy does not load', async () => {
    const url = await database()
    await run(['store', 'migrate'], { env: { DATABASE_URL: url } })
    const path = join(newFolder(), 'policy.json')
    writeFileSync(path, '{"required_tags":[{"nam":"Owner"}]}')
    expect(await publish(url, path)).toMatchObject({ status: 2, out: '' })
    expect(await querySql(url, 'SELECT number FROM policy_publication')).toEqual([])
  })

  test('needs a database that replicas share', async () => {
    const { status, err } = await run(['policy', 'publish', minimal], { env: { DATA_DIR: newFolder() } })
    expect({ status, err: err.split('\n')[0] }).toEqual({
      ...{ status: 2, err: 'policy publish: DATABASE_URL is not set, so the policy in force is POLICY_FILE.' },
    })
  })
})
