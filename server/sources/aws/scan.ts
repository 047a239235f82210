// One cell: a type in a region of an account, listed to its end or until something is in the way.

import { formatArn } from '../../core/arn.ts'
import { CallFailed, type Clients, faultOfCall, type Use } from './clients.ts'
import { startDeadline } from './deadline.ts'
import { type Fault, isBadInput, isStaleToken } from './faults.ts'
import { mapLimit } from './map-limit.ts'
import type { Kind, Place, Scan, Service } from './service.ts'
import { readTags, type TaggedPage, type TaggedRow } from './tag-reads.ts'
import type { TaggingApi } from './tagging-api.ts'

export type CellTask = { readonly service: Service; readonly kind: Kind; readonly place: Place }

/** How a listing ended. `fault`: why it is not complete, or else the first tag or detail that could not be read. */
export type CellEnd = {
  readonly listed: 'all' | 'part' | 'nothing'
  readonly unreadTags: number
  /** Whether a detail of some resource is missing: its age, or who it belongs to. */
  readonly lacksDetails: boolean
  readonly fault?: Fault
}

export type ScanDeps = {
  readonly clients: Clients
  readonly tagging: TaggingApi
  readonly parallelTagReads: number
  readonly cellTimeoutMs: number
}

const restarts = 3

/** Hands every page to `push` and waits for it. Never throws but when the whole run is cancelled. */
export async function scanCell(
  task: CellTask,
  deps: ScanDeps,
  push: (rows: readonly TaggedRow[]) => Promise<void>,
  signal: AbortSignal,
): Promise<CellEnd> {
  const deadline = startDeadline(deps.cellTimeoutMs)
  const cellSignal = AbortSignal.any([signal, deadline.signal])
  const state = { pages: 0, unreadTags: 0, lacksDetails: false, fault: undefined as Fault | undefined }
  const endOf = (listed: CellEnd['listed'], fault: Fault | undefined): CellEnd => ({
    ...{ listed, unreadTags: state.unreadTags, lacksDetails: state.lacksDetails },
    ...(fault && { fault }),
  })
  const take = async (page: Promise<TaggedPage>) => {
    const { rows, unread, fault } = await page
    state.unreadTags += unread
    state.fault ??= fault
    // It may stand behind a cell that takes longer than any has time for.
    await deadline.outside(() => push(rows))
    state.pages += 1
  }
  const onFault = (fault: Fault) => {
    state.lacksDetails = true
    state.fault ??= fault
  }
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await listCell(task, deps, take, onFault, cellSignal)
        return endOf('all', state.fault)
      } catch (error) {
        if (!isOfToken(error, state.pages) || attempt === restarts) throw error
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    return endOf(state.pages > 0 ? 'part' : 'nothing', faultOfCall(error))
  } finally {
    deadline.clear()
  }
}

/** Whether a listing may go well from its start: what was taken for the first page, and no longer is, is the token. */
function isOfToken(error: unknown, pages: number): boolean {
  if (!(error instanceof CallFailed)) return false
  return isStaleToken(error.cause) || (pages > 0 && isBadInput(error.cause))
}

/** Reads the tags of one page while the next one is asked for. */
async function listCell(
  { service, kind, place }: CellTask,
  deps: ScanDeps,
  take: (page: Promise<TaggedPage>) => Promise<void>,
  onFault: (fault: Fault) => void,
  signal: AbortSignal,
): Promise<void> {
  const connection = await deps.clients.connect(service, place)
  const detail = async <T>(call: Promise<T>): Promise<T | null> => {
    try {
      return await call
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      signal.throwIfAborted()
      onFault(faultOfCall(error))
      return null
    }
  }
  const scan = (use: Use): Scan<unknown, unknown> => ({
    detail,
    each: (items, work) => mapLimit(items, deps.parallelTagReads, work),
    sdk: connection.sdk,
    client: deps.clients.guard(connection, kind.calls, signal, use),
    place,
    arn: (resource) => formatArn({ ...place, service: kind.type.split(':', 1)[0] ?? '', resource }),
  })
  const tagScan = scan('detail')
  let before: Promise<TaggedPage> | null = null
  try {
    for await (const rows of kind.list(scan('listing'))) {
      const page = readTags(rows, kind, tagScan, deps, signal)
      // It is awaited below; until then a failure must not count as unhandled.
      page.catch(() => {})
      const ready = before
      before = page
      if (ready) await take(ready)
    }
  } finally {
    // What was listed before a failure is still a fact.
    if (before) await take(before)
  }
}
