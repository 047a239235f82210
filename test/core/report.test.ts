import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { attributeCosts } from '../../server/core/cost.ts'
import { PartJudge } from '../../server/core/part-judge.ts'
import { Costliest } from '../../server/core/report/costliest.ts'
import { remedySentence } from '../../server/core/report/extra-tables.ts'
import { renderHtml } from '../../server/core/report/html.ts'
import { renderJson } from '../../server/core/report/json.ts'
import { Remedies } from '../../server/core/report/remedies.ts'
import { type ReportSubject, renderMarkdown, renderTable } from '../../server/core/report/render.ts'
import type { Resource } from '../../server/core/resource.ts'
import { Tally } from '../../server/core/tally.ts'
import { type TrendRow, trendOf } from '../../server/core/trend.ts'
import { hostileTags } from '../../server/sources/demo/index.ts'
import { instance, isoAt, now, policy } from '../support/builders.ts'

const rules = policy({ required: ['Owner', { name: 'CostCenter', validation_regex: 'CC-\\d+' }] })
const cell = { account: '111122223333', region: 'eu-west-1', type: 'rds:db', status: 'denied' } as const

function audited(resources: readonly Resource[]) {
  const judge = new PartJudge(rules, now)
  const tally = new Tally(judge)
  const remedies = new Remedies()
  const costliest = new Costliest()
  for (const part of partsOf(resources)) {
    const judged = judge.judge(part)
    tally.add(part, judged)
    remedies.add(part, judged, judge)
    costliest.add(part, judged)
  }
  return { summary: tally.summarise([cell]), remedies: remedies.list(8), costliest: costliest.list() }
}

function subjectOf(resources: readonly Resource[]): ReportSubject {
  const { summary, remedies, costliest } = audited(resources)
  return { ...summary, policy: rules.policy, evaluatedAt: isoAt(now), skipped: 0, costliest, remedies }
}

const small = [
  instance({ id: 'a', tags: { Owner: 'x', CostCenter: 'CC-1' }, monthlyCost: 60 }),
  instance({ id: 'b', tags: { Owner: 'x' }, monthlyCost: 30 }),
  instance({ id: 'c', type: 'rds:db', tags: { Owner: 'x' }, monthlyCost: 5 }),
  instance({ id: 'd', tags: {}, monthlyCost: 10 }),
]
const line = { month: '2026-05', account: '111122223333', region: 'eu-west-1', service: 'ec2', usd: 200 } as const
const bill = { lines: [{ ...line, kind: 'usage' } as const], method: 'demo', currency: 'USD', estimated: false }
const row = (day: string, compliant: number, policyHash = 'p1', completeness = 1): TrendRow => ({
  ...{ day, key: '', auditId: day, policyHash, completeness },
  counts: [compliant, 10 - compliant, 0, 0, 0, 0],
  costUsd: [0, 0, 0, 0, 0, 0],
})
const trend = trendOf([row('2026-05-01', 5), row('2026-05-02', 6, 'p2', 0.9), row('2026-05-03', 7, 'p2')], {
  bucket: 'day',
})

const full: ReportSubject = {
  ...subjectOf(small),
  cost: attributeCosts(audited(small).summary.cells, bill),
  trend,
  snapshot: { id: 'snap-1', estate: 'demo', takenAt: isoAt(now) },
}

describe('recommendations', () => {
  test('group violating resources by all that is wrong with them, dearest first', () => {
    expect(audited(small).remedies).toEqual([
      {
        faults: [{ tag: 'CostCenter', rule: 'missing' }],
        types: ['ec2:instance', 'rds:db'],
        resources: 2,
        costUsd: 35,
      },
      {
        faults: [
          { tag: 'Owner', rule: 'missing' },
          { tag: 'CostCenter', rule: 'missing' },
        ],
        types: ['ec2:instance'],
        resources: 1,
        costUsd: 10,
      },
    ])
  })

  test('have every violating resource and dollar once', () => {
    const resources = hostile()
    const { summary, remedies } = audited(resources)
    expect(remedies.reduce((sum, remedy) => sum + remedy.resources, 0)).toBe(summary.totals.violating)
  })

  test('say in a sentence what closing the gap is worth', () => {
    expect(audited(small).remedies.map(remedySentence)).toEqual([
      'Closing CostCenter on 2 types fixes 2 resources worth $35 a month',
      'Closing Owner, CostCenter on ec2:instance fixes 1 resource worth $10 a month',
    ])
  })
})

describe('Markdown and terminal', () => {
  test('have the bill, the development and the recommendations where they are known', () => {
    for (const text of [renderMarkdown(full), renderTable(full, false)]) {
      expect(text).toContain('on violating resources: the gap')
      expect(text).toContain('2026-05-02')
      expect(text).toContain('new policy, not all seen')
      expect(text).toContain('CostCenter: missing')
    }
  })

  test('leave them out where they are not', () => {
    const { cost: _, trend: __, remedies: ___, ...audit } = full
    expect(renderMarkdown(audit)).not.toMatch(/Bill of|By day|To do/)
  })
})

describe('JSON', () => {
  test('has the contract’s names and the same facts', () => {
    expect(JSON.parse(renderJson(full))).toMatchObject({
      policy: { hash: rules.policy.hash, version: '1.0' },
      score: 0.25,
      totals: { resources: 4, compliant: 1, violating: 3 },
      recommendations: [
        { resources: 2, words: 'Closing CostCenter on 2 types fixes 2 resources worth $35 a month' },
        {},
      ],
      topTypes: [{ name: 'ec2:instance', violating: 2 }, { name: 'rds:db' }],
      cost: { totalUsd: 200, gapUsd: 80, method: 'service_share', estimated: true },
      trend: { direction: 'improving', points: [{ day: '2026-05-01', score: 0.5 }, { policyChanged: true }, {}] },
      notFullySeen: [{ type: 'rds:db', status: 'denied' }],
    })
  })

  test('says null for what is not known', () => {
    expect(JSON.parse(renderJson(subjectOf(small)))).toMatchObject({ cost: null, trend: null, snapshot: null })
  })
})

describe('HTML', () => {
  test('is one file: no script, nothing from elsewhere, and a policy that forbids both', () => {
    const page = renderHtml(full)
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|form|a)\b|url\(|@import|\son\w+=|https?:/i)
  })

  test('reads on a phone, in the dark and on paper', () => {
    expect(renderHtml(full)).toContain('width=device-width')
    expect(renderHtml(full)).toMatch(/prefers-color-scheme: dark[\s\S]*max-width: 560px[\s\S]*@media print/)
  })

  test('has score, bill, development, recommendations, evidence', () => {
    const page = renderHtml(full)
    expect(page).toContain('25.0 % compliant')
    expect(page).toContain('$200 were billed for 2026-05')
    expect(page).toContain('aria-label="Score from 50.0 % on 2026-05-01 to 70.0 % on 2026-05-03"')
    expect(page).toContain('Closing CostCenter on 2 types fixes 2 resources worth $35 a month')
    expect(page).toContain(rules.policy.hash)
    expect(page).toContain('snapshot snap-1')
  })

  test('leaves out what is not known, and draws no line through one score', () => {
    const page = renderHtml({ ...subjectOf(small), trend: trendOf([row('2026-05-01', 5)], { bucket: 'day' }) })
    expect(page).not.toMatch(/The bill|<svg|Development/)
  })

  test('of an estate without resources says that there is no score', () => {
    expect(renderHtml(subjectOf([]))).toContain('none: no resources in scope')
  })

  test('shows the text of others as text', () => {
    const page = renderHtml(subjectOf(hostile()))
    expect(page).not.toMatch(/<script|\u202e/)
    expect(page).toContain('&lt;script&gt;')
  })

  test('closes every element it opens', () => {
    const open: string[] = []
    const voids = new Set(['meta', 'line', 'polyline', 'circle', '!doctype'])
    for (const [, slash, name = ''] of renderHtml(full).matchAll(/<(\/?)([a-z!][a-z0-9]*)[^>]*>/gi)) {
      if (voids.has(name.toLowerCase())) continue
      if (slash === '/') expect(open.pop()).toBe(name)
      else open.push(name)
    }
    expect(open).toEqual([])
  })
})

/** Hostile text wherever a resource has text. */
function hostile(): Resource[] {
  return hostileTags.map(({ value }, serial) =>
    instance({ id: `${value}${serial}`, type: `x:${value}`, account: value, tags: {}, monthlyCost: serial + 1 }),
  )
}
