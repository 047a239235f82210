// The policy in force where replicas share a store: a row that `policy publish` replaces. POLICY_FILE is only its seed.

import { AppError } from '../core/errors.ts'
import { printable } from '../core/report/columns-of-text.ts'
import type { PolicyPublications, Publication, Store } from '../ports.ts'
import { loadOrRefuse, type PolicySource } from './policy-in-force.ts'

type Deps = {
  readonly store: Pick<Store, 'policy'> & PolicyPublications
  readonly seed: PolicySource
  readonly now: () => number
}

/** What `openPolicy` reads instead of a file. */
export function publishedPolicy({ store, seed, now }: Deps): PolicySource {
  const sow = async () => {
    const { policy } = loadOrRefuse(await seed(), now())
    return store.seed(policy, 'POLICY_FILE', new Date(now()).toISOString())
  }
  return async () => {
    const publication = (await store.published()) ?? (await sow())
    const policy = await store.policy(publication.policyHash)
    if (policy === null) throw new AppError('unreadable', 'The policy in force is not in the store.')
    return { text: JSON.stringify(policy.document), subject: subjectOf(publication), hint }
  }
}

const subjectOf = ({ publishedBy, publishedAt }: Publication) =>
  `The policy that ${printable(publishedBy)} published in the database at ${printable(publishedAt)}`

const hint = 'Publish another: npm run -s tagwarden -- policy publish FILE. Or start the version that reads this one.'
