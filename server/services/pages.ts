// Pages of an audit's resources. An audit never changes, so a page that was made once is good for as long as it is kept.

import { createHash } from 'node:crypto'
import type { SelectedPage, Selection } from '../core/selection.ts'
import type { Cache } from '../ports.ts'
import type { Audits, JudgedAudit } from './audits.ts'
import type { Work } from './work.ts'

export type PageOf = { readonly selection: Selection; readonly offset: number; readonly limit: number }

export type Pages = ReturnType<typeof createPages>

const keepMs = 3_600_000

export type PagesDeps = {
  readonly work: Work
  readonly cache: Cache
  readonly audits: Audits
  readonly onLook: (result: 'hit' | 'miss') => void
}

export function createPages({ work, cache, audits, onLook }: PagesDeps) {
  const making = new Map<string, Promise<SelectedPage>>()

  async function make({ audit, snapshot, policy }: JudgedAudit, page: PageOf, key: string): Promise<SelectedPage> {
    const packed = await audits.packed(snapshot)
    // Not the caller's signal: whoever else asks for this page shares the work.
    const made = await work.select({ ...packed, policy, now: Date.parse(audit.evaluatedAt), ...page }, unstopped)
    await cache.set(key, Buffer.from(JSON.stringify(made)), keepMs)
    return made
  }

  return async function read(judged: JudgedAudit, page: PageOf): Promise<SelectedPage> {
    const digest = createHash('sha256').update(JSON.stringify(page)).digest('base64url')
    const key = `page:${judged.audit.id}:${digest}`
    const kept = await cache.get(key)
    onLook(kept ? 'hit' : 'miss')
    // Written by `make`.
    if (kept) return JSON.parse(kept.toString()) as SelectedPage
    const shared = making.get(key) ?? make(judged, page, key).finally(() => making.delete(key))
    making.set(key, shared)
    return shared
  }
}

const unstopped = new AbortController().signal
