// Where the policy in force is read: a row of the shared database, or a file of our own.

import { readFile } from 'node:fs/promises'
import type { Config } from './config.ts'
import { AppError } from './core/errors.ts'
import type { OpenedStore } from './open-store.ts'
import { type PolicySource, policyFile } from './services/policy-in-force.ts'
import { publishedPolicy } from './services/published-policy.ts'

export function policySource(opened: OpenedStore, { POLICY_FILE }: Config, now: () => number): PolicySource {
  const file = policyFile(() => readPolicyFile(POLICY_FILE))
  return opened.kind === 'postgres' ? publishedPolicy({ store: opened.store, seed: file, now }) : file
}

async function readPolicyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new AppError('unreadable', `${path}: the policy file cannot be read.`, {
      hint: 'Set POLICY_FILE; policies/examples/minimal.json is one to start from.',
      cause,
    })
  }
}
