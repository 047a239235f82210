import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { News } from '../../server/ports.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { optionsFor } from '../store/postgres-database.ts'
import { loaded } from '../support/builders.ts'
import { newFolder } from '../support/demo-folder.ts'
import { describeWithPostgres, executeSql, freshDatabase, querySql } from '../support/postgres.ts'
import { openServices } from '../support/services.ts'
import { run } from '../support/shell.ts'

const minimal = 'policies/examples/minimal.json'

async function database(): Promise<string> {
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  return url
}

/** As a later version might write it. */
const publishUnreadable = (url: string) =>
  executeSql(
    url,
    `INSERT INTO policy VALUES ('sha256:later', '{"required_tags": "all of them"}')`,
    `INSERT INTO policy_publication (policy_hash, published_by, published_at)
     VALUES ('sha256:later', 'alice', '2027-01-01T00:00:00.000Z')`,
  )

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

  /** What each tells who listens to it, and which policy it judges by at that moment. */
  const listenTo = (replicas: readonly Awaited<ReturnType<typeof replica>>[]) => {
    const heard: (readonly [told: string, inForce: string])[][] = replicas.map(() => [])
    for (const [at, { news, policy }] of replicas.entries()) {
      news.subscribe((one) => {
        if (one.kind === 'policy_changed') heard[at]?.push([one.policyHash, policy.state().policy.hash])
      })
    }
    return heard
  }

  test('reaches all of them when it is published, and each tells it once, when it judges by it', async () => {
    const url = await database()
    const replicas = [await replica(url, 'one'), await replica(url, 'two')]
    const heard = listenTo(replicas)
    const carried: News[] = []
    replicas[0]?.events.subscribe((one) => carried.push(one))
    const { out } = await run(['policy', 'publish', minimal, '--by', 'alice'], { env: { DATABASE_URL: url } })
    const hash = /sha256:[0-9a-f]+/.exec(out)?.[0] ?? ''
    await vi.waitFor(() => expect(heard).toEqual([[[hash, hash]], [[hash, hash]]]), { timeout: 20_000 })
    await replicas[0]?.policy.reload()
    expect(carried).toEqual([{ kind: 'policy_changed', policyHash: hash }])
  })

  test('reaches them also when nobody brings the news, and none of them spreads it', async () => {
    const url = await database()
    const replicas = [await replica(url, 'one'), await replica(url, 'two')]
    const heard = listenTo(replicas)
    const carried: News[] = []
    for (const { events } of replicas) events.subscribe((one) => carried.push(one))
    const store = await openPostgresStore(optionsFor(url))
    await store.publish(loaded({ required_tags: [{ name: 'Owner' }] }).policy, 'alice', '2026-06-01T00:00:00.000Z')
    await store.close()
    await vi.waitFor(() => expect(heard.map(({ length }) => length)).toEqual([1, 1]), { timeout: 20_000 })
    expect(carried).toEqual([])
  })

  test('is the last one that loads, and every answer names the one that does not', async () => {
    const url = await database()
    const one = await replica(url, 'one')
    const before = one.policy.state().policy
    await publishUnreadable(url)
    one.events.publish({ kind: 'policy_changed', policyHash: 'sha256:later' })
    const problem = 'The policy that alice published in the database at 2027-01-01T00:00:00.000Z does not load: '
    await vi.waitFor(() => expect(one.policy.state().problem).toContain(problem), { timeout: 10_000 })
    expect(one.policy.state().policy).toEqual(before)
  })

  test('keeps a replica from starting that cannot load it, which says what to do', async () => {
    const url = await database()
    await run(['store', 'migrate'], { env: { DATABASE_URL: url } })
    await publishUnreadable(url)
    await expect(replica(url, 'one')).rejects.toMatchObject({
      code: 'invalid_policy',
      message: expect.stringContaining('The policy that alice published in the database at 2027-01-01'),
      hint: expect.stringContaining('policy publish FILE'),
    })
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
