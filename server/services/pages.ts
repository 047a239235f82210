// Pages of an audit's resources. An audit never changes, so a page that was made once is good for as long as it is kept.

import { createHash } from 'node:crypto'
import type { SelectedPage, Selection } from '../core/selection.ts'
import type { Cache, Given } from '../ports.ts'
import type { Audits, JudgedAudit } from './audits.ts'
import type { Work } from './work.ts'

export type PageOf = { readonly selection: Selection; readonly offset: number; readonly limit: number }

export type Pages = ReturnType<typeof createPages>

const hourMs = 3_600_000
const ages = { softMs: hourMs, hardMs: hourMs }

export type PagesDeps = {
  readonly work: Work
  readonly cache: Cache
  readonly audits: Audits
  readonly onLook: (result: Given['from']) => void
}

export function createPages({ work, cache, audits, onLook }: PagesDeps) {
  async function make({ audit, snapshot, policy }: JudgedAudit, page: PageOf): Promise<Buffer> {
    const packed = await audits.packed(snapshot)
    // Not the caller's signal: whoever else asks for this page shares the work.
    const made = await work.select({ ...packed, policy, now: Date.parse(audit.evaluatedAt), ...page }, unstopped)
    return Buffer.from(JSON.stringify(made))
  }

  return async function read(judged: JudgedAudit, page: PageOf): Promise<SelectedPage> {
    const { value, from } = await cache.getOrMake(keyOf(judged, page), ages, () => make(judged, page))
    onLook(from)
    // Written by `make`.
    return JSON.parse(value.toString()) as SelectedPage
  }
}

/** All that a page depends on. Who asks is not in it: all callers of an estate may read all of it. */
function keyOf({ audit }: JudgedAudit, page: PageOf): string {
  const asked = createHash('sha256').update(JSON.stringify(page)).digest('base64url')
  return ['page', audit.estate, audit.snapshotId, audit.policyHash, audit.id, asked].join(':')
}

const unstopped = new AbortController().signal
