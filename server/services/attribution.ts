// What today's verdicts say of a bill: resource by resource where the bill has their ids, else by shares of services.

import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { servicesOn } from '../core/bill-services.ts'
import { attributeCosts, type CostAttribution, type CostScope } from '../core/cost.ts'
import { attributeByResource, type MissingResource } from '../core/cost-by-resource.ts'
import type { CostAsk, CostSource } from '../ports.ts'
import type { Audits, JudgedAudit } from './audits.ts'
import type { Work } from './work.ts'

export type Attribution = CostAttribution & {
  /** Resources of the bill that the snapshot does not have. */
  readonly missing: readonly MissingResource[]
  readonly paidRequests: number
  readonly paidUsd: number
}

export type AttributionDeps = {
  readonly audits: Pick<Audits, 'packed'>
  readonly work: Pick<Work, 'writeVerdicts'>
  readonly costs: CostSource
  /** For verdicts on their way to whatever counts the bill. */
  readonly folder: string
}

export type Attribute = ReturnType<typeof createAttribution>

export function createAttribution({ audits, work, costs, folder }: AttributionDeps) {
  const writing = new Map<string, Promise<string>>()

  /** An audit never changes, so what was written once is good. */
  function verdictsOf(judged: JudgedAudit): Promise<string> {
    const { id } = judged.audit
    const path = writing.get(id) ?? write(judged).finally(() => writing.delete(id))
    writing.set(id, path)
    return path
  }

  async function write({ audit, snapshot, policy }: JudgedAudit): Promise<string> {
    const path = join(folder, `${audit.id}.csv`)
    if (await isThere(path)) return path
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await removeOld(folder)
    const { parts } = await audits.packed(snapshot)
    const now = Date.parse(audit.evaluatedAt)
    await work.writeVerdicts({ parts, policy, now, path: `${path}.part` }, unstopped)
    await rename(`${path}.part`, path)
    return path
  }

  return async function attribute(
    judged: JudgedAudit,
    months: readonly string[],
    scope: CostScope,
    ask: CostAsk,
  ): Promise<Attribution> {
    const { cells } = judged.audit.summary
    const spent = months.length === 0 ? null : await costs.byVerdict?.(months, () => verdictsOf(judged), ask)
    if (spent) return { ...attributeByResource(spent, cells, scope), paidRequests: 0, paidUsd: 0 }
    const bill = await costs.bill(months, ask)
    const shares = attributeCosts(cells, bill, { scope, serviceOf: servicesOn(bill.lines) })
    return { ...shares, missing: [], paidRequests: bill.paidRequests, paidUsd: bill.paidUsd }
  }
}

/** A file is written for everybody who waits for it. */
const unstopped = new AbortController().signal
/** By then nobody reads it any more. */
const oldMs = 3_600_000

async function isThere(path: string): Promise<boolean> {
  return (await ageOf(path)) !== null
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (((await ageOf(path)) ?? 0) > oldMs) await rm(path, { force: true })
  }
}

async function ageOf(path: string): Promise<number | null> {
  try {
    return Date.now() - (await stat(path)).mtimeMs
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}
