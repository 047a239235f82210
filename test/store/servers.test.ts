// The servers that the tests of the shared state stand on are real ones.

import { expect, test } from 'vitest'
import { describeWithPostgres, freshDatabase, type PostgresKind, querySql } from '../support/postgres.ts'
import { describeWithRedis, sharedRedis } from '../support/redis.ts'

const kinds: PostgresKind[] = ['system', 'embedded']
for (const kind of kinds) {
  describeWithPostgres(kind)(`PostgreSQL, ${kind}`, () => {
    test('gives each test an empty database of its own', async () => {
      const [one, other] = [await freshDatabase(kind), await freshDatabase(kind)]
      await querySql(one.url, 'CREATE TABLE t (a int)')
      await querySql(other.url, 'CREATE TABLE t (a int)')
      const [row] = await querySql(one.url, `SELECT current_setting('server_version_num')::int / 10000 AS major`)
      console.log(`PostgreSQL ${kind}: version ${row?.major}`)
      expect(row?.major).toBeGreaterThanOrEqual(15)
      await one.drop()
      await other.drop()
    })
  })
}

describeWithRedis()('Redis', () => {
  test('gives each test a prefix of its own', async () => {
    const [one, other] = [await sharedRedis(), await sharedRedis()]
    expect(one.url).toBe(other.url)
    expect(one.prefix).not.toBe(other.prefix)
  })
})
