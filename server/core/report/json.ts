// A report for programs: the same facts as the readable forms, bounded like them.

import type { Trend } from '../trend.ts'
import { faultWords, remedySentence } from './extra-tables.ts'
import type { ReportSubject } from './render.ts'
import { offenderLimit, violatingGroups } from './summary.ts'

function reportData(subject: ReportSubject) {
  const { policy, evaluatedAt, snapshot, skipped, trend, costliest, remedies = [] } = subject
  const { score, scoreLow, scoreHigh, scoreReason, costScore, completeness, totals, coverage, rules } = subject
  return {
    policy: { hash: policy.hash, version: policy.document.version },
    evaluatedAt,
    snapshot: snapshot ?? null,
    ...{ score, scoreLow, scoreHigh, scoreReason, costScore, completeness, skipped, totals },
    recommendations: remedies.map((remedy) => ({
      ...remedy,
      words: remedySentence(remedy),
      faultWords: faultWords(remedy.faults),
    })),
    topViolations: rules.slice(0, offenderLimit),
    topTypes: violatingGroups(subject, 'type').slice(0, offenderLimit),
    topAccounts: violatingGroups(subject, 'account').slice(0, offenderLimit),
    costliest,
    cost: costOf(subject),
    trend: trendFacts(trend),
    notFullySeen: coverage.filter(({ status }) => status !== 'ok'),
  }
}

export function renderJson(subject: ReportSubject): string {
  return `${JSON.stringify(reportData(subject), null, 2)}\n`
}

function costOf({ cost }: ReportSubject) {
  if (cost === undefined) return null
  const { postings: _, ...figures } = cost
  return figures
}

function trendFacts(trend: Trend | undefined) {
  const [series] = trend?.series ?? []
  if (trend === undefined || series === undefined) return null
  const { direction, change, sincePolicyChange } = series
  const points = series.points.map(({ day, score, totals, policyChanged, incomplete }) => {
    return { day, score, violating: totals.violating, policyChanged, incomplete }
  })
  return { bucket: trend.bucket, threshold: trend.threshold, direction, change, sincePolicyChange, points }
}
