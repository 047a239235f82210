// One batch of planned changes: up to 20 resources of a region that plan the same tags. Never throws: each tag has an
// outcome, also where the caller has gone or the log is lost.

import { AppError } from '../core/errors.ts'
import type { PlannedWrite } from '../core/remediation.ts'
import { decideWrites, type TagWrite } from '../core/remediation-apply.ts'
import type { Tags } from '../core/resource.ts'
import type { Rules } from '../core/rules.ts'
import type { TagSession } from '../ports.ts'
import type { UndoFile, UndoLine } from './undo-file.ts'

export type Outcome = {
  readonly id: string
  readonly key: string
  readonly outcome: 'written' | 'skipped' | 'failed'
  readonly reason?: string
}

export type BatchLog = {
  readonly isUp: () => boolean
  /** `lines`: what the undo file says of it. */
  readonly write: (entry: {
    readonly ids: readonly string[]
    readonly keys: readonly string[]
    readonly startedAt: number
    readonly outcome: string
    readonly lines: string
  }) => Promise<void>
}

export type WriteTurn = {
  readonly session: TagSession
  readonly undo: UndoFile
  readonly log: BatchLog
  readonly rules: Rules
  readonly now: () => number
  readonly signal: AbortSignal
  /** Told of what became the outcome of a tag. */
  readonly onProblem: (error: unknown) => void
}

type Decided = { readonly id: string; readonly region: string; readonly writes: readonly TagWrite[] }

export async function writeBatch(batch: readonly PlannedWrite[], turn: WriteTurn): Promise<readonly Outcome[]> {
  const region = batch[0]?.region ?? ''
  if (turn.signal.aborted) return batch.flatMap((change) => failed(change.id, keysOf(change), 'cancelled'))
  const ids = batch.map(({ id }) => id)
  const read = await attempt(turn, () => turn.session.tagsOf(ids, region, turn.signal))
  if (!read.ok) return batch.flatMap((change) => failed(change.id, keysOf(change), `tags not read: ${read.reason}`))
  const outcomes: Outcome[] = []
  const decided: Decided[] = []
  for (const change of batch) {
    const { writes, skipped } = decideWrites(change, read.value.get(change.id) ?? {}, {
      rules: turn.rules,
      now: turn.now(),
    })
    outcomes.push(...skipped.map(({ key, reason }) => ({ id: change.id, key, outcome: 'skipped' as const, reason })))
    if (writes.length > 0) decided.push({ id: change.id, region, writes })
  }
  for (const group of Map.groupBy(decided, sameTags).values()) outcomes.push(...(await writeGroup(group, turn)))
  return outcomes
}

const keysOf = ({ tags }: PlannedWrite): string[] => tags.map(({ key }) => key)
const sameTags = ({ writes }: Decided): string => JSON.stringify(writes.map(({ key, after }) => [key, after]))

async function writeGroup(group: readonly Decided[], turn: WriteTurn): Promise<readonly Outcome[]> {
  const ids = group.map(({ id }) => id)
  const keys = (group[0]?.writes ?? []).map(({ key }) => key)
  const tags: Tags = Object.fromEntries((group[0]?.writes ?? []).map(({ key, after }) => [key, after]))
  const allFailed = (reason: string) => ids.flatMap((id) => failed(id, keys, reason))
  if (!turn.log.isUp()) return allFailed('the log of calls is lost')
  const startedAt = turn.now()
  const lines = undoLines(group, new Date(startedAt).toISOString())
  const noted = await attempt(turn, () => turn.undo.add(lines))
  if (!noted.ok) return allFailed('the undo file cannot be written')
  const written = await attempt(turn, () => turn.session.write(ids, group[0]?.region ?? '', tags))
  const outcomes = written.ok
    ? ids.flatMap((id) => outcomeOf(id, keys, written.value.get(id)))
    : allFailed(written.reason)
  const broken = outcomes.some(({ outcome }) => outcome === 'failed')
  const logged = await attempt(turn, () =>
    turn.log.write({ ids, keys, startedAt, outcome: broken ? 'failed' : 'ok', lines: JSON.stringify(lines) }),
  )
  if (logged.ok) return outcomes
  return allFailed('perhaps written, and not in the log: see the undo file')
}

function undoLines(group: readonly Decided[], at: string): UndoLine[] {
  return group.flatMap(({ id, writes }) =>
    writes.map(({ key, before, after }) => ({ at, arn: id, key, before, after })),
  )
}

const outcomeOf = (id: string, keys: readonly string[], failure: string | undefined): readonly Outcome[] =>
  failure === undefined ? keys.map((key) => ({ id, key, outcome: 'written' })) : failed(id, keys, failure)

const failed = (id: string, keys: readonly string[], reason: string): Outcome[] =>
  keys.map((key) => ({ id, key, outcome: 'failed', reason }))

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

/** A failure becomes the outcome of its tags. */
async function attempt<T>({ onProblem }: WriteTurn, work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (cause) {
    onProblem(cause)
    return { ok: false, reason: cause instanceof AppError ? cause.message : 'internal_error' }
  }
}
