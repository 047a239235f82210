// Writes an approved plan: each batch is read again, judged, noted for undoing, written, and logged. What fails in one
// batch never hides the others.

import { createHash } from 'node:crypto'
import { AppError } from '../core/errors.ts'
import type { PlannedWrite, PlanOf } from '../core/remediation.ts'
import { batchesOf } from '../core/remediation-apply.ts'
import { compileRules } from '../core/rules.ts'
import type { LogEntry, TagWriter } from '../ports.ts'
import type { PolicyInForce } from './policy-in-force.ts'
import type { RemediationPlan, RemediationPlans } from './remediation-plans.ts'
import { openUndoFile } from './undo-file.ts'
import { type BatchLog, type Outcome, type WriteTurn, writeBatch } from './write-batch.ts'

export type RemediationDeps = {
  readonly plans: RemediationPlans
  readonly writer: TagWriter
  readonly policy: PolicyInForce
  readonly log: { readonly isUp: () => boolean; readonly write: (entry: LogEntry) => Promise<void> }
  readonly undoFolder: string
  readonly estate: string
  readonly now: () => number
  readonly onOutcome: (outcome: Outcome['outcome']) => void
  readonly onProblem: (error: unknown) => void
}

export type ApplyRequest = Pick<LogEntry, 'caller' | 'transport' | 'requestId'> & {
  readonly hash: string
  readonly limit: number
  readonly signal: AbortSignal
}

export type Applied = {
  readonly approvedBy: string
  readonly undoFile: string
  /** The only one that is written to. */
  readonly account: string
  readonly outcomes: readonly Outcome[]
}

export type Remediation = {
  readonly keepPlan: (plan: { readonly of: PlanOf; readonly changes: readonly PlannedWrite[] }) => Promise<void>
  readonly apply: (request: ApplyRequest) => Promise<Applied>
}

const batchesAtOnce = 4

export function createRemediation(deps: RemediationDeps): Remediation {
  const { plans, now } = deps
  return {
    keepPlan: ({ of, changes }) =>
      plans.keep({ of, madeAt: new Date(now()).toISOString(), changes: changes.map(plain) }),
    async apply(request) {
      const plan = await plans.read(request.hash)
      refuseStale(plan, deps)
      const { by } = await plans.take(request.hash, now())
      return { approvedBy: by, ...(await writeAll(plan.changes.slice(0, request.limit), request, deps)) }
    },
  }
}

/** Why and what for is not kept. */
const plain = ({ id, type, account, region, tags }: PlannedWrite): RemediationPlan['changes'][number] => ({
  ...{ id, type, account, region },
  tags: tags.map(({ key, value, was }) => ({ key, value, was })),
})

/** Whether a value is valid, is a question of the policy that the plan was made by. */
function refuseStale({ of }: RemediationPlan, { estate, policy }: RemediationDeps): void {
  if (of.estate === estate && of.policyHash === policy.state().policy.hash) return
  throw new AppError('conflict', 'The plan was made for another policy or estate than the one in force.', {
    hint: 'Make a new one with plan_remediation.',
  })
}

async function writeAll(
  changes: readonly PlannedWrite[],
  request: ApplyRequest,
  { writer, policy, undoFolder, now, log, onOutcome, onProblem }: RemediationDeps,
): Promise<Omit<Applied, 'approvedBy'>> {
  const keys = [...new Set(changes.flatMap(({ tags }) => tags.map(({ key }) => key)))].toSorted()
  const session = await writer({ keys, ids: changes.map(({ id }) => id) })
  const undo = await openUndoFile(undoFolder, undoName(request.hash, now()))
  const { signal } = request
  const rules = compileRules(policy.state().policy)
  const turn: WriteTurn = { session, undo, signal, now, rules, onProblem, log: batchLog(request, log, now) }
  try {
    const own = changes.filter(({ account }) => account === session.account)
    const others = changes.filter(({ account }) => account !== session.account)
    const outcomes = others.flatMap((change) => outcomesOf(change, 'other_account'))
    const batches = batchesOf(own)
    for (let at = 0; at < batches.length; at += batchesAtOnce) {
      const written = await Promise.all(batches.slice(at, at + batchesAtOnce).map((batch) => writeBatch(batch, turn)))
      outcomes.push(...written.flat())
    }
    for (const { outcome } of outcomes) onOutcome(outcome)
    return { undoFile: undo.path, account: session.account, outcomes }
  } finally {
    await undo.close()
    session.close()
  }
}

const outcomesOf = ({ id, tags }: PlannedWrite, reason: string): Outcome[] =>
  tags.map(({ key }) => ({ id, key, outcome: 'skipped', reason }))

const undoName = (hash: string, now: number): string =>
  `undo-${new Date(now).toISOString().replaceAll(/[-:.]/g, '')}-${hash.slice('sha256:'.length, 20)}.ndjson`

/** An entry a request to AWS, beside the one of the call: names and digests, no values. */
function batchLog(
  { hash, caller, transport, requestId }: ApplyRequest,
  log: RemediationDeps['log'],
  now: () => number,
): BatchLog {
  return {
    isUp: log.isUp,
    write({ ids, keys, startedAt, outcome, lines }) {
      const text = JSON.stringify({ plan: hash, keys, ids })
      return log.write({
        ...{ at: new Date(startedAt).toISOString(), caller, transport, requestId, outcome },
        ...{ tool: 'apply_remediation:write', argumentsHash: sha256(text), arguments: text },
        ...{ durationMs: now() - startedAt, resultDigest: sha256(lines) },
      })
    },
  }
}

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`
