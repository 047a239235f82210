// What the bench of the stores writes: as large as an estate of 100,000 resources makes it.

import { readPolicy } from '../server/core/policy.ts'
import type { AuditSummary } from '../server/core/tally.ts'
import type { LogEntry, Rollup, RollupDimension, Store } from '../server/ports.ts'
import { benchPolicy } from './estate.ts'

export const fifty = (first: number): LogEntry[] => Array.from({ length: 50 }, (_, at) => entry(first + at))

export const entry = (number: number): LogEntry => ({
  at: new Date(Date.UTC(2026, 10, 21) + number).toISOString(),
  caller: 'key:3f1c9a',
  transport: 'mcp',
  tool: 'check_tag_compliance',
  argumentsHash: `sha256:${number.toString(16).padStart(64, '0')}`,
  arguments: JSON.stringify({ types: ['ec2:instance', 'rds:db'], severity: 'error', limit: 50 }),
  outcome: 'ok',
  durationMs: 1.234,
  resultDigest: `sha256:${number.toString(16).padStart(64, 'f')}`,
  requestId: `01JD-${number}`,
})

/** As an estate of 20 accounts, 6 regions and 30 types has it. */
const places = Array.from({ length: 3600 }, (_, at) => ({
  account: String(100_000_000_000 + (at % 20) * 7_919_191_919),
  region: `eu-west-${Math.floor(at / 20) % 6}`,
  type: `service:kind-${Math.floor(at / 120)}`,
}))
export const summary: AuditSummary = {
  ...{ score: 0.35, scoreLow: 0.35, scoreHigh: 0.35, scoreReason: null, costScore: 0.4, completeness: 1 },
  totals: {
    ...{ resources: 100_000, compliant: 35_000, violating: 65_000, unknown: 0, exempt: 0, pending: 0 },
    ...{ notApplicable: 0, errors: 100_000, warnings: 30_000 },
  },
  coverage: places.map((place) => ({ ...place, status: 'ok', resources: 27 })),
  cells: places.map((place, at) => ({
    ...{ ...place, unreadable: 0 },
    ...{ counts: [at % 13, at % 17, 0, 0, 0, 0], costUsd: [at * 1.37, at * 2.11, 0, 0, 0, 0] },
  })),
  rules: [],
}

export const typesADay = 87

export function dayOfRollups(day: string, auditId: string): Rollup[] {
  const shared = { estate: 'bench', day, auditId, policyHash: 'sha256:0', completeness: 1 }
  const numbers = { counts: [20_412, 29_588, 120, 55, 14, 903], costUsd: [51_234.56, 78_901.23, 12.5, 0, 0, 1.01] }
  const row = (dimension: RollupDimension, key: string): Rollup => ({ ...shared, ...numbers, dimension, key })
  return [row('all', ''), ...Array.from({ length: typesADay }, (_, at) => row('type', `service-${at}:kind`))]
}

export async function savePolicy(store: Store): Promise<string> {
  const loaded = readPolicy(benchPolicy, 0)
  if (!loaded.ok) throw new Error(`The bench's own policy is wrong: ${JSON.stringify(loaded.problems)}`)
  await store.savePolicy(loaded.policy)
  return loaded.policy.hash
}
