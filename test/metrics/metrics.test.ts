import { describe, expect, test } from 'vitest'
import type { AuditSummary, CellTally } from '../../server/core/tally.ts'
import { cappedNames } from '../../server/metrics/declare.ts'
import { createMetrics } from '../../server/metrics.ts'

const open = (runtime = false) =>
  createMetrics({ tools: ['a_tool'], version: '1.2.3', node: '24.0.0', dependencies: ['sqlite'], runtime })

test('what can be counted is there at 0 before anything happens', async () => {
  const text = await open().registry.metrics()
  expect(text).toContain(
    'tagwarden_requests_total{method="tools/call",outcome="server_error",protocol_version="2026-07-28"} 0',
  )
  expect(text).toContain('tagwarden_request_duration_seconds_count{method="rest",slo_class="interactive"} 0')
  expect(text).toContain('tagwarden_tool_calls_total{tool="a_tool",outcome="internal_error"} 0')
  expect(text).toContain('tagwarden_rate_limit_fail_open_total 0')
  expect(text).toContain('tagwarden_loop_detected_total{tool="a_tool"} 0')
  expect(text).toContain('tagwarden_audit_write_failures_total 0')
  expect(text).toContain('tagwarden_tag_violations{severity="error",rule="missing"} 0')
  expect(text).toContain('tagwarden_tag_scan_last_success_timestamp_seconds{account="all"} 0')
  expect(text).toContain('tagwarden_dependency_up{dependency="sqlite"} 0')
})

test('the limits of the latency objectives are buckets', async () => {
  const text = await open().registry.metrics()
  for (const le of ['0.5', '1']) {
    expect(text).toContain(
      `tagwarden_request_duration_seconds_bucket{le="${le}",method="tools/call",slo_class="interactive"} 0`,
    )
  }
})

test('a score that is not known is not 0', async () => {
  expect(await open().registry.metrics()).not.toMatch(/^tagwarden_tag_compliance_score_ratio[{ ]/m)
})

test('process and event loop are measured, and which build it is', async () => {
  const text = await open(true).registry.metrics()
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
  expect(text).toContain('process_resident_memory_bytes')
  expect(text).toContain('tagwarden_build_info{version="1.2.3",node="24.0.0"} 1')
})

test('two registries share nothing', async () => {
  open().unknownTools.inc()
  expect(await open().registry.metrics()).toContain('tagwarden_unknown_tool_total 0')
})

describe('an audit', () => {
  const cell = (account: string, counts: readonly number[]): CellTally => ({
    ...{ account, region: 'r', type: 't', unreadable: 0 },
    counts,
    costUsd: [0, 0, 0, 0, 0, 0],
  })
  const summary = (cells: readonly CellTally[], violations = 3): AuditSummary => ({
    ...{ score: null, scoreLow: null, scoreHigh: null, scoreReason: null, costScore: null, completeness: null },
    totals: {
      resources: 0,
      compliant: 0,
      violating: 0,
      unknown: 0,
      exempt: 0,
      pending: 0,
      notApplicable: 0,
      errors: 0,
      warnings: 0,
    },
    coverage: [],
    cells,
    rules: ['Owner', 'Team'].map((tag) => ({
      tag,
      rule: 'missing',
      severity: 'error',
      weight: 1,
      violations,
      costUsd: 0,
    })),
  })

  test('is shown by account, and its violations by rule', async () => {
    const metrics = open()
    metrics.observeAudit(
      summary([cell('1', [3, 1, 2, 0, 0, 0]), cell('1', [0, 0, 1, 0, 0, 0]), cell('2', [0, 0, 4, 0, 0, 0])]),
    )
    const text = await metrics.registry.metrics()
    expect(text).toContain('tagwarden_tag_compliance_score_ratio{account="1"} 0.75')
    expect(text).not.toContain('tagwarden_tag_compliance_score_ratio{account="2"}')
    expect(text).toContain('tagwarden_tag_resources{account="1",state="unknown"} 3')
    expect(text).toContain('tagwarden_tag_violations{severity="error",rule="missing"} 6')
  })

  test('replaces the one before', async () => {
    const metrics = open()
    metrics.observeAudit(summary([cell('gone', [1, 0, 0, 0, 0, 0])]))
    metrics.observeAudit(summary([cell('1', [1, 1, 0, 0, 0, 0])], 1))
    const text = await metrics.registry.metrics()
    expect(text).not.toContain('gone')
    expect(text).toContain('tagwarden_tag_violations{severity="error",rule="missing"} 2')
  })

  test('of a thousand accounts does not make a thousand series', async () => {
    const metrics = open()
    metrics.observeAudit(summary(Array.from({ length: 1000 }, (_, at) => cell(`${at}`, [1, 1, 0, 0, 0, 0]))))
    const text = await metrics.registry.metrics()
    expect(text.match(/^tagwarden_tag_compliance_score_ratio\{/gm)).toHaveLength(51)
    expect(text).toContain('tagwarden_tag_resources{account="other",state="compliant"} 950')
  })
})

test('the policy in force is one series', async () => {
  const metrics = open()
  metrics.observePolicy({ version: '1', hash: 'sha256:a' })
  metrics.observePolicy({ version: '2', hash: 'sha256:b' })
  const text = await metrics.registry.metrics()
  expect(text.match(/^tagwarden_policy_info\{.*$/gm)).toEqual(['tagwarden_policy_info{version="2",hash="sha256:b"} 1'])
})

test('the first names stay, later ones are other', () => {
  const name = cappedNames(2)
  expect(['a', 'b', 'c', 'a', 'c'].map(name)).toEqual(['a', 'b', 'other', 'a', 'other'])
})
