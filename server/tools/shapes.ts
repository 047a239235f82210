// Arguments and answers that several tools share, so that the same word means the same everywhere. Output schemas name
// what an agent relies on and leave the rest open: every agent pays for every word of them.

import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import type { Violation } from '../core/evaluate.ts'
import { percent } from '../core/report/summary.ts'
import type { SelectedResource } from '../core/selection.ts'
import type { AuditSummary, CellTally, RuleTally } from '../core/tally.ts'
import { costOf, countOf } from '../core/tally.ts'
import type { Current, JudgedAudit } from '../services/audits.ts'
import type { PolicyState } from '../services/policy-in-force.ts'
import { cut, cutList, fitting, longest } from './bounds.ts'
import type { ToolAnswer, ToolContext } from './define.ts'

const list = z.array(z.string()).min(1).max(50).optional()

/** Names what is relied on and is open for more; JSON Schema is that by default, so saying it would cost tokens. */
export const open = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.looseObject(shape).meta({ additionalProperties: undefined })

/** Of objects that explain themselves. */
export const rows = z.array(z.unknown())

export const places = {
  types: list.describe('Such as "rds:db" or "rds:*"; all unless given'),
  accounts: list.describe('Ids'),
  regions: list,
}

export const detail = z
  .enum(['brief', 'full'])
  .default('brief')
  .describe('full adds found values, expected ones and suggestions')

const working = open({ status: z.literal('working'), auditId: z.string(), pollAfterMs: z.number() })

export const policyFacts = open({ hash: z.string() })

const evidence = {
  status: z.literal('ready'),
  auditId: z.string(),
  policy: policyFacts,
  snapshot: open({ id: z.string(), ageS: z.number() }),
  completeness: z.number().nullable(),
}

/** An answer from an audit: with its evidence, or the handle to wait for while there is none. */
export function fromAudit<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.union([open({ ...evidence, ...shape }), working])
}

type Working = { status: 'working'; auditId: string; pollAfterMs: number }

/**
 * Answers from the newest audit, or hands out the handle of the one that has just begun. With `auditId` it goes on
 * with that audit, however many newer ones there are.
 */
export async function answerFromNewest<Data extends object>(
  { services, caller, now }: ToolContext,
  build: (judged: JudgedAudit) => Promise<ToolAnswer<Data>>,
  auditId?: string,
): Promise<ToolAnswer<(Evidence & Data) | Working>> {
  const current: Current =
    auditId === undefined
      ? await services.audits.current(caller.id)
      : { status: 'ready', ...(await services.audits.byId(auditId)) }
  if (current.status === 'working') return waiting(current)
  const answer = await build(current)
  return { ...answer, data: { ...evidenceOf(current, services.policy.state(), now()), ...answer.data } }
}

function waiting({ auditId, pollAfterMs }: Current & { status: 'working' }): ToolAnswer<Working> {
  return {
    data: { status: 'working', auditId, pollAfterMs },
    text: `The first audit is running. Ask get_audit with auditId "${auditId}" in ${pollAfterMs} ms, then ask again.`,
  }
}

type Evidence = ReturnType<typeof evidenceOf>

export function evidenceOf({ audit, snapshot, policy }: JudgedAudit, { problem }: PolicyState, now: number) {
  const ageS = Math.max(0, Math.round((now - Date.parse(snapshot.takenAt)) / 1000))
  return {
    status: 'ready' as const,
    auditId: audit.id,
    policy: { hash: audit.policyHash, version: policy.document.version, problem: problemWords(problem) },
    snapshot: { id: snapshot.id, takenAt: snapshot.takenAt, ageS },
    completeness: audit.summary.completeness,
    ...missingRightsOf(audit.summary),
  }
}

/** What to grant so that the next audit sees more. */
function missingRightsOf({ coverage }: AuditSummary): { missingRights?: readonly string[] } {
  const missing = new Set(coverage.flatMap(({ missingAction = [] }) => missingAction))
  if (missing.size === 0) return {}
  return { missingRights: [...missing].slice(0, groupsShown).map((action) => cut(action, longest.name)) }
}

/** Of answers that no single audit is behind. */
export function policyInForce({ policy, problem }: PolicyState) {
  return { hash: policy.hash, version: policy.document.version, problem: problemWords(problem) }
}

const problemWords = (problem: string | null): string | null => (problem === null ? null : cut(problem, 600))

export const scores = {
  score: z.number().nullable(),
  scoreLow: z.number().nullable(),
  totals: open({ resources: z.number(), violating: z.number() }),
}

export function scoresOf({ score, scoreLow, scoreHigh, scoreReason, costScore, totals }: AuditSummary) {
  return { score, scoreLow, scoreHigh, scoreReason, costScore, totals: { ...totals } }
}

export const offenders = {
  topRules: rows,
  topTypes: rows,
  topAccounts: rows,
  topRegions: rows,
  unseen: open({ cells: z.number() }),
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
      first: unseen.slice(0, groupsShown).map(({ status, code, missingAction, ...place }) => ({
        ...placeOf(place),
        status,
        ...(code === undefined ? {} : { code: cut(code, longest.name) }),
        ...(missingAction === undefined ? {} : { missingAction: cut(missingAction, longest.name) }),
      })),
    },
  }
}

function ruleGroupOf({ tag, rule, severity, violations, costUsd }: RuleTally) {
  return { tag: tag === null ? null : cut(tag, longest.name), rule, severity, violations, costUsd: cents(costUsd) }
}

/** Dollars first, then count. */
function groupsOf(cells: readonly CellTally[], by: 'type' | 'account' | 'region') {
  return [...Map.groupBy(cells, (cell) => cell[by])]
    .map(([key, members]) => {
      const violating = members.reduce((sum, cell) => sum + countOf(cell, 'violating'), 0)
      const compliant = members.reduce((sum, cell) => sum + countOf(cell, 'compliant'), 0)
      const costUsd = cents(members.reduce((sum, cell) => sum + costOf(cell, 'violating'), 0))
      return {
        key: cut(key, longest.name),
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

type Place = { readonly type: string; readonly account: string; readonly region: string }

/** Words of the estate, which a file may have made as long as it likes. */
export const placeOf = ({ type, account, region }: Place): Place => ({
  type: cut(type, longest.name),
  account: cut(account, longest.name),
  region: cut(region, longest.name),
})

type Level = 'brief' | 'full'

export function rowOf({ resource, verdict, violations }: SelectedResource, level: Level) {
  const { monthlyCost = null } = resource
  const own = violationsOf(violations, level, level === 'full' ? 16_000 : 4_000)
  return { id: cut(resource.id, longest.id), ...placeOf(resource), verdict, monthlyCost, ...own }
}

export const violation = open({ tag: z.string(), rule: z.string(), severity: z.string() })

/** As many as fit; the others are counted. */
export function violationsOf(all: readonly Violation[], level: Level, bytes: number) {
  const violations = fitting(
    all.map((one) => shown(one, level)),
    bytes,
  )
  const moreViolations = all.length - violations.length
  return moreViolations === 0 ? { violations } : { violations, moreViolations }
}

function shown({ tag, rule, severity, found, foundKey, expected, detail, ...rest }: Violation, level: Level) {
  const head = { tag: cut(tag, longest.key), rule, severity }
  if (level === 'brief') return head
  return {
    ...{ ...head, ...rest },
    ...(found === undefined ? {} : { found: cut(found, longest.value) }),
    ...(foundKey === undefined ? {} : { foundKey: cut(foundKey, longest.key) }),
    ...(expected === undefined ? {} : { expected: cutList(expected, 20) }),
    ...(detail === undefined ? {} : { detail: cut(detail, longest.key) }),
  }
}

/** As the reports round. */
export const percentText = (share: number | null): string => (share === null ? 'no score' : percent(share))

export function unknownResource(id: string): AppError {
  return new AppError('not_found', `The newest snapshot has no resource ${JSON.stringify(cut(id, longest.name))}.`, {
    hint: 'Give the full ARN as check_tag_compliance lists it; start_audit looks at the estate anew.',
  })
}
