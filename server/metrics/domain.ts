// What Tagwarden finds, as metrics: scores, violations, scans, gaps.

import { violationRules as rules, type Verdict, verdicts } from '../core/evaluate.ts'
import { type AuditSummary, type CellTally, countOf } from '../core/tally.ts'
import { scoreOf, type Totals } from '../core/totals.ts'
import { cappedNames, type declareIn } from './declare.ts'
import { scanReasons } from './label-sets.ts'

const severities = ['error', 'warning'] as const
const scanSeconds = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600]
/** More accounts share the name `other`. */
const mostAccounts = 50

export function declareDomain({ counter, gauge, histogram }: ReturnType<typeof declareIn>) {
  const score = gauge('tagwarden_tag_compliance_score_ratio', 'Compliant of compliant and violating', { account: [] })
  const resources = gauge('tagwarden_tag_resources', 'Resources by verdict', { account: [], state: [] })
  const violations = gauge('tagwarden_tag_violations', 'Violations in force', { severity: severities, rule: rules })
  const policyInfo = gauge('tagwarden_policy_info', '1 for the policy in force', { version: [], hash: [] })
  const accountName = cappedNames(mostAccounts)

  return {
    scanSeconds: histogram('tagwarden_tag_scan_duration_seconds', 'Time to collect a snapshot', scanSeconds, {
      kind: ['demo', 'aws', 'file'],
    }),
    scanResources: counter('tagwarden_tag_scan_resources_total', 'Resources collected', {}),
    scanFailures: counter('tagwarden_tag_scan_failures_total', 'Collections that failed', {
      region: ['all'],
      reason: scanReasons,
    }),
    scanLastSuccess: gauge('tagwarden_tag_scan_last_success_timestamp_seconds', 'When a scan last succeeded', {
      account: ['all'],
    }),

    /** What paid questions about dollars cost. */
    costRequests: counter('tagwarden_cost_paid_requests_total', 'Requests that cost money', {}),
    costUsd: counter('tagwarden_cost_paid_usd_total', 'What they cost, in dollars', {}),
    costRefusals: counter('tagwarden_cost_refusals_total', 'Paid questions refused, by what refused them', {
      cap: ['call', 'caller', 'day', 'ledger'],
    }),
    costAnswers: counter('tagwarden_cost_answers_total', 'Paid answers by whether they were known already', {
      result: ['hit', 'miss'],
    }),
    costUnsettled: counter('tagwarden_cost_unsettled_total', 'Reservations that stayed because their end was lost', {}),

    tagWrites: counter('tagwarden_tag_writes_total', 'Tags of approved plans, by what became of them', {
      outcome: ['written', 'skipped', 'failed'],
    }),

    /** The newest audit replaces all that the one before said. */
    observeAudit({ cells, rules: tallies }: AuditSummary): void {
      score.reset()
      resources.reset()
      for (const [account, its] of Map.groupBy(cells, (cell) => accountName(cell.account))) {
        for (const state of verdicts) resources.set({ account, state }, countAll(its, state))
        const ratio = scoreOf(totalsOf(its)).score
        if (ratio !== null) score.set({ account }, ratio)
      }
      for (const severity of severities) for (const rule of rules) violations.set({ severity, rule }, 0)
      for (const { severity, rule, violations: found } of tallies) violations.inc({ severity, rule }, found)
    },

    observePolicy({ version, hash }: { readonly version: string; readonly hash: string }): void {
      policyInfo.reset()
      policyInfo.set({ version: version.slice(0, 40), hash }, 1)
    },
  }
}

const countAll = (cells: readonly CellTally[], verdict: Verdict) =>
  cells.reduce((sum, cell) => sum + countOf(cell, verdict), 0)

function totalsOf(cells: readonly CellTally[]): Totals {
  const count = (verdict: Verdict) => countAll(cells, verdict)
  return {
    compliant: count('compliant'),
    violating: count('violating'),
    unknown: count('unknown'),
    exempt: count('exempt'),
    pending: count('pending'),
    notApplicable: count('not_applicable'),
    ...{ resources: 0, errors: 0, warnings: 0 },
  }
}
