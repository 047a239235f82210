// The policy in force where replicas share a store: a row that `policy publish` replaces. POLICY_FILE is only its seed.

import { AppError } from '../core/errors.ts'
import { loadPolicy } from '../core/policy.ts'
import type { PolicyPublications, Store } from '../ports.ts'
import { sentence } from './policy-in-force.ts'

type Deps = {
  readonly store: Pick<Store, 'policy'> & PolicyPublications
  readonly readSeed: () => Promise<string>
  readonly now: () => number
}

/** What `openPolicy` reads instead of a file. */
export function publishedText({ store, readSeed, now }: Deps): () => Promise<string> {
  return async () => {
    const { policyHash } = (await store.published()) ?? (await seed({ store, readSeed, now }))
    const policy = await store.policy(policyHash)
    if (policy === null) throw new AppError('unreadable', 'The policy in force is not in the store.')
    return JSON.stringify(policy.document)
  }
}

async function seed({ store, readSeed, now }: Deps) {
  const loaded = loadPolicy(await readSeed(), now())
  if (!loaded.ok) {
    throw new AppError('invalid_policy', sentence(loaded.problems), {
      hint: 'Explain it with: npm run -s tagwarden -- policy check',
    })
  }
  return store.seed(loaded.policy, 'POLICY_FILE', new Date(now()).toISOString())
}
