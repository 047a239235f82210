// Policies by their hash, audits by what they refer to, and rollups by their sums.

import { hashPolicy } from '../../core/policy.ts'
import type { AuditSummary } from '../../core/tally.ts'
import type { Side } from '../copy/tables.ts'
import { unpackJson } from '../packed-json.ts'
import { faultIn, type Report } from './report.ts'
import { rowsOf } from './rows.ts'
import type { Snapshots } from './snapshots.ts'

export async function checkPolicies(side: Side, report: Report): Promise<ReadonlySet<string>> {
  const hashes = new Set<string>()
  for await (const { hash, document } of rowsOf(side, 'policy')) {
    hashes.add(hash)
    const fault = faultIn(() => {
      if (hashPolicy(JSON.parse(document)) !== hash) throw new Error('its text has another hash')
    })
    if (fault !== null) await report(`policy ${hash}`, fault)
  }
  return hashes
}

type Known = {
  readonly policies: ReadonlySet<string>
  readonly snapshots: Snapshots
}

/** The policy of each, by its id. */
export async function checkAudits(side: Side, known: Known, report: Report): Promise<ReadonlyMap<string, string>> {
  const audits = new Map<string, string>()
  for await (const { id, snapshot_id, policy_hash, summary } of rowsOf(side, 'audit')) {
    audits.set(id, policy_hash)
    const { status, resources } = known.snapshots.get(snapshot_id) ?? { status: 'removed', resources: 0 }
    if (status !== 'complete') await report(`audit ${id}`, `its snapshot ${snapshot_id} is ${status}`)
    if (!known.policies.has(policy_hash)) await report(`audit ${id}`, `its policy ${policy_hash} is missing`)
    const fault = faultIn(() => {
      const judged = unpackJson<AuditSummary>(summary).totals.resources
      if (judged !== resources) throw new Error(`it is of ${judged} resources, its snapshot has ${resources}`)
    })
    if (fault !== null) await report(`audit ${id}`, fault)
  }
  return audits
}

/** Verdict by verdict, how many resources a dimension has on one day. */
type Sums = Map<string, { readonly place: string; readonly counts: number[] }>

export async function checkRollups(side: Side, audits: ReadonlyMap<string, string>, report: Report): Promise<number> {
  await checkDays(side, audits, report)
  const sums: Sums = new Map()
  let count = 0
  for await (const { estate, dimension, day, key, counts, cost_usd } of rowsOf(side, 'rollup')) {
    count += 1
    const place = `rollup of ${estate} on ${day}, ${dimension}${key === '' ? '' : ` ${key}`}`
    const fault = faultIn(() => {
      numbers(cost_usd)
      add(sums, JSON.stringify([estate, day, dimension]), `rollup of ${estate} on ${day}`, numbers(counts))
    })
    if (fault !== null) await report(place, fault)
  }
  await checkSums(sums, report)
  return count
}

/** The audit of a day may be gone, its rollups stay. */
async function checkDays(side: Side, audits: ReadonlyMap<string, string>, report: Report): Promise<void> {
  for await (const { estate, day, audit_id, policy_hash } of rowsOf(side, 'rollup_day')) {
    const policy = audits.get(audit_id) ?? policy_hash
    if (policy !== policy_hash)
      await report(`rollup of ${estate} on ${day}`, `its audit ${audit_id} has another policy`)
  }
}

function numbers(text: string): number[] {
  const read: unknown = JSON.parse(text)
  if (Array.isArray(read) && read.every((one) => typeof one === 'number')) return read
  throw new Error('its numbers cannot be read')
}

function add(sums: Sums, name: string, place: string, counts: readonly number[]): void {
  const known = sums.get(name)?.counts ?? []
  sums.set(name, { place, counts: counts.map((count, at) => count + (known[at] ?? 0)) })
}

/** Each dimension divides the same resources. */
async function checkSums(sums: Sums, report: Report): Promise<void> {
  for (const [name, { place, counts }] of sums) {
    // Written in `checkRollups`.
    const [estate, day, dimension] = JSON.parse(name) as [string, string, string]
    const all = sums.get(JSON.stringify([estate, day, 'all']))
    if (all === undefined) await report(place, `${dimension} has no total to compare with`)
    else if (String(counts) !== String(all.counts)) await report(place, `${dimension} does not add up to all resources`)
  }
}
