// Arguments and answers that several tools share, so that the same word means the same everywhere.

import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { type Violation, verdicts } from '../core/evaluate.ts'
import type { SelectedResource, Selection } from '../core/selection.ts'
import type { AuditSummary, CellTally, RuleTally } from '../core/tally.ts'
import { costOf, countOf } from '../core/tally.ts'
import type { Current, JudgedAudit } from '../services/audits.ts'
import type { ToolAnswer, ToolContext } from './define.ts'

const list = (what: string) => z.array(z.string().min(1).max(256)).min(1).max(50).optional().describe(what)

export const places = {
  types: list('Resource types such as "ec2:instance", or "rds:*" for a whole service; all unless given'),
  accounts: list('Account ids; all unless given'),
  regions: list('Regions; all unless given'),
}

export const paging = {
  limit: z.int().min(1).max(200).default(50).describe('Rows in this answer'),
  cursor: z.string().max(200).optional().describe('nextCursor of the answer before'),
}

export const detail = z
  .enum(['brief', 'full'])
  .default('brief')
  .describe('full adds found values, expected ones and suggestions')

const working = z.object({ status: z.literal('working'), auditId: z.string(), pollAfterMs: z.number() })

const evidence = {
  status: z.literal('ready'),
  auditId: z.string(),
  policy: z.object({ hash: z.string(), version: z.string(), problem: z.string().nullable() }),
  snapshot: z.object({ id: z.string(), takenAt: z.string(), ageS: z.number() }),
  completeness: z.number().nullable(),
}

/** An answer from an audit: with its evidence, or the handle to wait for while there is none. */
export function fromAudit<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.union([z.object({ ...evidence, ...shape }), working])
}

export type Evidence = z.infer<z.ZodObject<typeof evidence>>
type Working = z.infer<typeof working>

/**
 * Answers from the newest audit, or hands out the handle of the one that has just begun. A cursor goes on with the
 * audit it was made of, however many newer ones there are.
 */
export async function answerFromNewest<Data extends object>(
  { services, caller, now }: ToolContext,
  build: (judged: JudgedAudit) => Promise<ToolAnswer<Data>>,
  cursor?: string,
): Promise<ToolAnswer<(Evidence & Data) | Working>> {
  const current: Current =
    cursor === undefined
      ? await services.audits.current(caller.id)
      : { status: 'ready', ...(await services.audits.byId(readPosition(cursor).of)) }
  if (current.status === 'working') return waiting(current)
  const answer = await build(current)
  return { ...answer, data: { ...evidenceOf(current, services.policy.state().problem, now()), ...answer.data } }
}

function waiting({ auditId, pollAfterMs }: Current & { status: 'working' }): ToolAnswer<Working> {
  return {
    data: { status: 'working', auditId, pollAfterMs },
    text: `The first audit is running. Ask get_audit with auditId "${auditId}" in ${pollAfterMs} ms, then ask again.`,
  }
}

export function evidenceOf({ audit, snapshot, policy }: JudgedAudit, problem: string | null, now: number): Evidence {
  return {
    status: 'ready',
    auditId: audit.id,
    policy: { hash: audit.policyHash, version: policy.document.version, problem },
    snapshot: {
      id: snapshot.id,
      takenAt: snapshot.takenAt,
      ageS: Math.max(0, Math.round((now - Date.parse(snapshot.takenAt)) / 1000)),
    },
    completeness: audit.summary.completeness,
  }
}

export const scores = {
  score: z.number().nullable(),
  scoreLow: z.number().nullable(),
  scoreHigh: z.number().nullable(),
  scoreReason: z.string().nullable(),
  costScore: z.number().nullable(),
  totals: z.record(z.string(), z.number()),
}

export function scoresOf({ score, scoreLow, scoreHigh, scoreReason, costScore, totals }: AuditSummary) {
  return { score, scoreLow, scoreHigh, scoreReason, costScore, totals: { ...totals } }
}

const group = z.object({ key: z.string(), violating: z.number(), score: z.number().nullable(), costUsd: z.number() })
const ruleGroup = z.object({
  tag: z.string().nullable(),
  rule: z.string(),
  severity: z.string(),
  violations: z.number(),
  costUsd: z.number(),
})
const unseenCell = z.object({ account: z.string(), region: z.string(), type: z.string(), status: z.string() })

export const offenders = {
  topRules: z.array(ruleGroup),
  topTypes: z.array(group),
  topAccounts: z.array(group),
  topRegions: z.array(group),
  unseen: z.object({ cells: z.number(), first: z.array(unseenCell) }),
}

const groupsShown = 8

export function offendersOf({ rules, cells, coverage }: AuditSummary) {
  const unseen = coverage.filter(({ status }) => status !== 'ok')
  return {
    topRules: rules.slice(0, groupsShown).map(ruleGroupOf),
    topTypes: groupsOf(cells, 'type'),
    topAccounts: groupsOf(cells, 'account'),
    topRegions: groupsOf(cells, 'region'),
    unseen: {
      cells: unseen.length,
      first: unseen
        .slice(0, groupsShown)
        .map(({ account, region, type, status }) => ({ account, region, type, status })),
    },
  }
}

function ruleGroupOf({ tag, rule, severity, violations, costUsd }: RuleTally) {
  return { tag, rule, severity, violations, costUsd: cents(costUsd) }
}

/** Dollars first, then count. */
function groupsOf(cells: readonly CellTally[], by: 'type' | 'account' | 'region') {
  return [...Map.groupBy(cells, (cell) => cell[by])]
    .map(([key, members]) => {
      const violating = members.reduce((sum, cell) => sum + countOf(cell, 'violating'), 0)
      const compliant = members.reduce((sum, cell) => sum + countOf(cell, 'compliant'), 0)
      const costUsd = cents(members.reduce((sum, cell) => sum + costOf(cell, 'violating'), 0))
      return {
        key,
        violating,
        score: violating + compliant === 0 ? null : compliant / (violating + compliant),
        costUsd,
      }
    })
    .filter(({ violating }) => violating > 0)
    .toSorted((a, b) => b.costUsd - a.costUsd || b.violating - a.violating)
    .slice(0, groupsShown)
}

export const cents = (dollars: number): number => Math.round(dollars * 100) / 100

const violation = z.looseObject({ tag: z.string(), rule: z.string(), severity: z.string() })
const row = z.object({
  id: z.string(),
  type: z.string(),
  account: z.string(),
  region: z.string(),
  verdict: z.enum(verdicts),
  monthlyCost: z.number().nullable(),
  violations: z.array(violation),
})

export const page = {
  listed: z.object({ total: z.number(), monthlyCost: z.number() }),
  resources: z.array(row),
  nextCursor: z.string().nullable(),
}

export type Row = z.infer<typeof row>

export function rowOf({ resource, verdict, violations }: SelectedResource, level: 'brief' | 'full'): Row {
  const { id, type, account, region, monthlyCost = null } = resource
  return { id, type, account, region, verdict, monthlyCost, violations: violations.map((one) => shown(one, level)) }
}

const shown = (one: Violation, level: 'brief' | 'full') =>
  level === 'full' ? { ...one } : { tag: one.tag, rule: one.rule, severity: one.severity }

export type PageRequest = {
  readonly selection: Partial<Selection>
  readonly limit: number
  readonly cursor?: string | undefined
}

/** About 5,000 tokens by default and 17,000 with every argument, so that the rest of an answer fits beside it. */
const pageBytes = { brief: 19_000, full: 66_000 }

/** One page of an audit's resources, cut where the answer would grow too large; the cursor goes on from there. */
export async function readPage<T>(
  { services }: ToolContext,
  judged: JudgedAudit,
  { selection, limit, cursor }: PageRequest,
  make: (selected: SelectedResource) => T,
  bytes: number = limit > 50 ? pageBytes.full : pageBytes.brief,
) {
  const offset = cursor === undefined ? 0 : readPosition(cursor).offset
  const page = { selection: { ...everything, ...selection }, offset, limit }
  const selected = await services.readPage(judged, page)
  const resources = fitting(selected.rows.map(make), bytes)
  const next = offset + resources.length
  return {
    listed: { total: selected.total, monthlyCost: cents(selected.monthlyCost) },
    resources,
    nextCursor: next < selected.total ? writePosition(judged.audit.id, next) : null,
  }
}

const everything: Selection = {
  ...{ verdicts, types: null, accounts: null, regions: null, severity: null, tags: null },
  ...{ untagged: false, minMonthlyCost: 0, order: 'snapshot' },
}

/** At least one, however large, so that a cursor always gets on. */
export function fitting<T>(rows: readonly T[], bytes: number): T[] {
  let left = bytes
  return rows.filter((one, index) => {
    left -= Buffer.byteLength(JSON.stringify(one)) + 1
    return index === 0 || left >= 0
  })
}

const cursorShape = z.tuple([z.string(), z.int().nonnegative()])

/** A cursor says of what it is a position: in anything newer, other rows are at the same places. */
export function writePosition(of: string, offset: number): string {
  return Buffer.from(JSON.stringify([of, offset])).toString('base64url')
}

export function readPosition(cursor: string): { of: string; offset: number } {
  const parsed = cursorShape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (parsed.success) return { of: parsed.data[0], offset: parsed.data[1] }
  throw new AppError('bad_usage', 'The cursor is none of ours.', { hint: 'Ask again without a cursor.' })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const percentText = (share: number | null): string =>
  share === null ? 'no score' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`
