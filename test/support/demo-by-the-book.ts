// The demo company judged resource by resource, without parts, threads and a store: what the tools must agree with.

import { readFileSync } from 'node:fs'
import { type Evaluation, evaluate } from '../../server/core/evaluate.ts'
import { loadPolicy } from '../../server/core/policy.ts'
import type { Resource } from '../../server/core/resource.ts'
import { compileRules } from '../../server/core/rules.ts'
import { demoEstate } from '../../server/sources/demo/index.ts'
import type { openServices } from './services.ts'

export type Judged = Resource & Evaluation

/** As of the audit that the tools answer from. */
export async function demoByTheBook({ store }: Pick<Awaited<ReturnType<typeof openServices>>, 'store'>) {
  const [snapshot] = await store.snapshots('demo', { limit: 1 })
  const [audit] = await store.audits('demo', { limit: 1 })
  if (!snapshot || audit?.snapshotId !== snapshot.id) throw new Error('the newest snapshot is not the newest audit’s')
  const { resources, coverage } = demoEstate(new Date(snapshot.takenAt))
  const judged = judgeAll(resources, Date.parse(audit.evaluatedAt))
  return { snapshot, audit, judged, coverage, violating: judged.filter(({ verdict }) => verdict === 'violating') }
}

export function judgeAll(resources: readonly Resource[], now: number): Judged[] {
  const loaded = loadPolicy(readFileSync('policies/tagging_policy.json', 'utf8'), now)
  if (!loaded.ok) throw new Error('the shipped policy does not load')
  const rules = compileRules(loaded.policy)
  return resources.map((resource) => ({ ...resource, ...evaluate(rules, resource, now) }))
}

export const idsOf = (resources: readonly { readonly id: string }[]): string[] => resources.map(({ id }) => id)

export const costOf = (resources: readonly { readonly monthlyCost?: number | null | undefined }[]): number =>
  resources.reduce((sum, { monthlyCost }) => sum + (monthlyCost ?? 0), 0)
