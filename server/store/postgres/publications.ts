// The policy in force is a row, so that all replicas judge by the same one.

import type { Policy } from '../../core/policy.ts'
import type { PolicyPublications, Publication } from '../../ports.ts'
import type { Connection, Database } from './connection.ts'

/** Any number will do that is not the one of the migrations. */
const publicationLock = 7_184_403

const columns = 'policy_hash AS "policyHash", published_by AS "publishedBy", published_at AS "publishedAt"'

export function publicationMethods(db: Database): PolicyPublications {
  return {
    published: () => readNewest(db),
    async publish(policy, publishedBy, publishedAt) {
      await db.transaction((connection) => insert(connection, policy, { publishedBy, publishedAt }))
    },
    async seed(policy, publishedBy, publishedAt) {
      return db.transaction(async (connection) => {
        // Ten replicas may start at once on an empty database.
        await connection.query('SELECT pg_advisory_xact_lock($1)', [publicationLock])
        const known = await readNewest(connection)
        if (known !== null) return known
        return insert(connection, policy, { publishedBy, publishedAt })
      })
    },
  }
}

type Author = Pick<Publication, 'publishedBy' | 'publishedAt'>

async function insert(db: Connection, { hash, document }: Policy, author: Author): Promise<Publication> {
  const row = [hash, JSON.stringify(document)]
  await db.query('INSERT INTO policy (hash, document) VALUES ($1, $2) ON CONFLICT DO NOTHING', row)
  await db.query('INSERT INTO policy_publication (policy_hash, published_by, published_at) VALUES ($1, $2, $3)', [
    ...[hash, author.publishedBy, author.publishedAt],
  ])
  return { policyHash: hash, ...author }
}

async function readNewest(db: Connection): Promise<Publication | null> {
  const { rows } = await db.query<Publication>(`SELECT ${columns} FROM policy_publication ORDER BY number DESC LIMIT 1`)
  return rows[0] ?? null
}
