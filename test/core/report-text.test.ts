// Whole reports as they are printed, so the file is as long as they are.
import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { attributeCosts } from '../../server/core/cost.ts'
import { PartJudge } from '../../server/core/part-judge.ts'
import { Costliest } from '../../server/core/report/costliest.ts'
import { renderHtml } from '../../server/core/report/html.ts'
import { renderJson } from '../../server/core/report/json.ts'
import { Remedies } from '../../server/core/report/remedies.ts'
import { type ReportSubject, renderMarkdown, renderTable } from '../../server/core/report/render.ts'
import type { CoverageCell, Resource } from '../../server/core/resource.ts'
import type { Rules } from '../../server/core/rules.ts'
import { Tally } from '../../server/core/tally.ts'
import { type TrendRow, trendOf } from '../../server/core/trend.ts'
import { instance, isoAt, now, policy } from '../support/builders.ts'

function audited(rules: Rules, resources: readonly Resource[], reported: readonly CoverageCell[]): ReportSubject {
  const judge = new PartJudge(rules, now)
  const [tally, remedies, costliest] = [new Tally(judge), new Remedies(), new Costliest()]
  for (const part of partsOf(resources)) {
    const judged = judge.judge(part)
    tally.add(part, judged)
    remedies.add(part, judged, judge)
    costliest.add(part, judged)
  }
  return {
    ...{ ...tally.summarise(reported), policy: rules.policy, evaluatedAt: isoAt(now), skipped: 0 },
    ...{ remedies: remedies.list(8), costliest: costliest.list() },
  }
}

const twoTags = () => policy({ required: ['Owner', { name: 'CostCenter', validation_regex: 'CC-\\d+' }] })
const cell = { account: '111122223333', region: 'eu-west-1', type: 'rds:db', status: 'denied' } as const

/** A small estate with a bill, a development and something of everything. */
function full(): ReportSubject {
  const subject = audited(
    twoTags(),
    [
      instance({ id: 'a', tags: { Owner: 'x', CostCenter: 'CC-1' }, monthlyCost: 60 }),
      instance({ id: 'b', tags: { Owner: 'x' }, monthlyCost: 30 }),
      instance({ id: 'c', type: 'rds:db', tags: { Owner: 'x' }, monthlyCost: 5 }),
      instance({ id: 'd', tags: { CostCenter: 'none' }, monthlyCost: 10 }),
      instance({ id: 'e', tags: null, account: '9', monthlyCost: 2 }),
    ],
    [cell],
  )
  const line = { month: '2026-05', account: '111122223333', region: 'eu-west-1', service: 'ec2' } as const
  const lines = [
    { ...line, usd: 2000, kind: 'usage' },
    { ...line, usd: -50, kind: 'credit' },
    { ...line, usd: 100, kind: 'tax' },
  ] as const
  return {
    ...subject,
    cost: attributeCosts(subject.cells, { lines, method: 'demo', currency: 'USD', estimated: false }),
    trend: trendOf([scored('2026-05-01', 5), scored('2026-05-02', 6, 'p2', 0.9), scored('2026-05-03', 7, 'p2')], {
      bucket: 'day',
    }),
    snapshot: { id: 'snap-1', estate: 'demo', takenAt: isoAt(now) },
  }
}

const scored = (day: string, compliant: number, policyHash = 'p1', completeness = 1): TrendRow => ({
  ...{ day, key: '', auditId: day, policyHash, completeness },
  counts: [compliant, 10 - compliant, 0, 0, 0, 0],
  costUsd: [0, 0, 0, 0, 0, 0],
})

/** More of everything than a report shows, and no dollars. */
function long(): ReportSubject {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  const resources = names.flatMap((name, at) =>
    names.slice(at).map((other) =>
      instance({
        id: `${name}${other}`,
        type: `t:${name}`,
        account: name === 'i' ? '' : name,
        tags: { [other]: 'x' },
      }),
    ),
  )
  const reported = Array.from({ length: 18 }, (_, at) => ({ ...cell, account: 'z', region: `r-${at + 10}` }))
  return { ...audited(policy({ required: names }), resources, reported), skipped: 1234 }
}

function none(fields: Partial<ReportSubject> = {}): ReportSubject {
  return { ...audited(twoTags(), [], []), ...fields }
}

const textOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`
const withoutHash = (text: string, { policy: { hash } }: ReportSubject) => text.replaceAll(hash, 'HASH')

describe('for a terminal', () => {
  test('a report has its figures in aligned columns, headers in bold', () => {
    const subject = full()
    expect(withoutHash(renderTable(subject, true), subject).replaceAll('\u001b', '^')).toBe(
      textOf([
        'Score     25.0 % compliant, between 20.0 % and 40.0 % with the unknown ones; 57.1 % by dollars',
        'Seen      33.3 %: 2 of 3 cells (account, region, type) not fully seen',
        'Policy    version 1.0, HASH',
        'Judged    as of 2026-06-01T00:00:00.000Z',
        '',
        '^[1mVerdict                      Resources  $ a month^[0m',
        'compliant                            1         60',
        'violating                            3         45',
        'unknown (tags not readable)          1          2',
        'exempt                               0          0',
        'pending (too young)                  0          0',
        'not applicable                       0          0',
        'all                                  5        107',
        '',
        '^[1mBill of 2026-05 (shares estimated)      $    Share^[0m',
        'on compliant resources              1,200   58.5 %',
        'on violating resources: the gap       800   39.0 %',
        'on resources that were not judged       0    0.0 %',
        'usage without a known resource          0    0.0 %',
        'tax and support                       100    4.9 %',
        'commitments nobody used                 0    0.0 %',
        'credits                               -50',
        'all                                 2,050  100.0 %',
        '',
        '^[1mBy day       Score  Violating  Note^[0m',
        '2026-05-01  50.0 %          5',
        '2026-05-02  60.0 %          4  new policy, not all seen',
        '2026-05-03  70.0 %          3',
        '',
        '^[1mTo do: put right together                 Types  Fixes  $ a month^[0m',
        'CostCenter: missing                           2      2         35',
        'Owner: missing; CostCenter: wrong format      1      1         10',
        '',
        '^[1mRule                      Severity  Violations  $ a month^[0m',
        'CostCenter: missing       error              2         35',
        'Owner: missing            error              1         10',
        'CostCenter: wrong format  error              1         10',
        '',
        '^[1mType          Violating   Score  $ a month^[0m',
        'ec2:instance          2  33.3 %         40',
        'rds:db                1   0.0 %          5',
        '',
        '^[1mAccount       Violating   Score  $ a month^[0m',
        '111122223333          3  25.0 %         45',
        '',
        '^[1m$ a month  Type          Violating resource^[0m',
        '       30  ec2:instance  b',
        '       10  ec2:instance  d',
        '        5  rds:db        c',
        '',
        '^[1mNot fully seen  Resources  Account       Region     Type^[0m',
        'denied                  1  111122223333  eu-west-1  rds:db',
        'partial                 1  9             eu-west-1  ec2:instance',
      ]),
    )
  })

  test('a report shows the worst only, says of how many, and has no dollars where none are known', () => {
    const subject = long()
    expect(withoutHash(renderTable(subject, false), subject)).toBe(
      textOf([
        'Score     0.0 % compliant',
        'Seen      33.3 %: 18 of 27 cells (account, region, type) not fully seen, 1,234 bad lines left out',
        'Policy    version 1.0, HASH',
        'Judged    as of 2026-06-01T00:00:00.000Z',
        '',
        'Verdict                      Resources',
        'compliant                            0',
        'violating                           45',
        'unknown (tags not readable)          0',
        'exempt                               0',
        'pending (too young)                  0',
        'not applicable                       0',
        'all                                 45',
        '',
        'To do: put right together        Types  Fixes',
        'a, b, c, d, e, f, g, h: missing      9      9',
        'a, b, c, d, e, f, g, i: missing      8      8',
        'a, b, c, d, e, f, h, i: missing      7      7',
        'a, b, c, d, e, g, h, i: missing      6      6',
        'a, b, c, d, f, g, h, i: missing      5      5',
        'a, b, c, e, f, g, h, i: missing      4      4',
        'a, b, d, e, f, g, h, i: missing      3      3',
        'a, c, d, e, f, g, h, i: missing      2      2',
        '',
        'Rule (8 of 9)  Severity  Violations',
        'a: missing     error             44',
        'b: missing     error             43',
        'c: missing     error             42',
        'd: missing     error             41',
        'e: missing     error             40',
        'f: missing     error             39',
        'g: missing     error             38',
        'h: missing     error             37',
        '',
        'Type (8 of 9)  Violating  Score',
        't:a                    9  0.0 %',
        't:b                    8  0.0 %',
        't:c                    7  0.0 %',
        't:d                    6  0.0 %',
        't:e                    5  0.0 %',
        't:f                    4  0.0 %',
        't:g                    3  0.0 %',
        't:h                    2  0.0 %',
        '',
        'Account (8 of 9)  Violating  Score',
        'a                         9  0.0 %',
        'b                         8  0.0 %',
        'c                         7  0.0 %',
        'd                         6  0.0 %',
        'e                         5  0.0 %',
        'f                         4  0.0 %',
        'g                         3  0.0 %',
        'h                         2  0.0 %',
        '',
        'Not fully seen  Resources  Account  Region  Type',
        'denied                  0  z        r-10    rds:db',
        'denied                  0  z        r-11    rds:db',
        'denied                  0  z        r-12    rds:db',
        'denied                  0  z        r-13    rds:db',
        'denied                  0  z        r-14    rds:db',
        'denied                  0  z        r-15    rds:db',
        'denied                  0  z        r-16    rds:db',
        'denied                  0  z        r-17    rds:db',
        'denied                  0  z        r-18    rds:db',
        'denied                  0  z        r-19    rds:db',
        'denied                  0  z        r-20    rds:db',
        'denied                  0  z        r-21    rds:db',
        'denied                  0  z        r-22    rds:db',
        'denied                  0  z        r-23    rds:db',
        'denied                  0  z        r-24    rds:db',
        'denied                  0  z        r-25    rds:db',
        'and 2 more',
      ]),
    )
  })

  test('a report of nothing has no tables but the totals', () => {
    const subject = none()
    expect(withoutHash(renderTable(subject, false), subject)).toBe(
      textOf([
        'Score     none: no resources in scope',
        'Seen      unknown: nothing was reported as looked at',
        'Policy    version 1.0, HASH',
        'Judged    as of 2026-06-01T00:00:00.000Z',
        '',
        'Verdict                      Resources',
        'compliant                            0',
        'violating                            0',
        'unknown (tags not readable)          0',
        'exempt                               0',
        'pending (too young)                  0',
        'not applicable                       0',
        'all                                  0',
      ]),
    )
  })
})

test('in Markdown a report has the same tables, with its text kept text', () => {
  const subject = full()
  expect(withoutHash(renderMarkdown(subject), subject)).toBe(
    textOf([
      '# Tagging audit',
      '',
      '- Score: 25.0 % compliant, between 20.0 % and 40.0 % with the unknown ones; 57.1 % by dollars',
      '- Seen: 33.3 %: 2 of 3 cells (account, region, type) not fully seen',
      '- Policy: version 1.0, HASH',
      '- Judged: as of 2026-06-01T00:00:00.000Z',
      '',
      '| Verdict | Resources | $ a month |',
      '|---|---:|---:|',
      '| compliant | 1 | 60 |',
      '| violating | 3 | 45 |',
      '| unknown (tags not readable) | 1 | 2 |',
      '| exempt | 0 | 0 |',
      '| pending (too young) | 0 | 0 |',
      '| not applicable | 0 | 0 |',
      '| all | 5 | 107 |',
      '',
      '| Bill of 2026-05 (shares estimated) | $ | Share |',
      '|---|---:|---:|',
      '| on compliant resources | 1,200 | 58.5 % |',
      '| on violating resources: the gap | 800 | 39.0 % |',
      '| on resources that were not judged | 0 | 0.0 % |',
      '| usage without a known resource | 0 | 0.0 % |',
      '| tax and support | 100 | 4.9 % |',
      '| commitments nobody used | 0 | 0.0 % |',
      '| credits | -50 |  |',
      '| all | 2,050 | 100.0 % |',
      '',
      '| By day | Score | Violating | Note |',
      '|---|---:|---:|---|',
      '| 2026-05-01 | 50.0 % | 5 |  |',
      '| 2026-05-02 | 60.0 % | 4 | new policy, not all seen |',
      '| 2026-05-03 | 70.0 % | 3 |  |',
      '',
      '| To do: put right together | Types | Fixes | $ a month |',
      '|---|---:|---:|---:|',
      '| CostCenter: missing | 2 | 2 | 35 |',
      '| Owner: missing; CostCenter: wrong format | 1 | 1 | 10 |',
      '',
      '| Rule | Severity | Violations | $ a month |',
      '|---|---|---:|---:|',
      '| CostCenter: missing | error | 2 | 35 |',
      '| Owner: missing | error | 1 | 10 |',
      '| CostCenter: wrong format | error | 1 | 10 |',
      '',
      '| Type | Violating | Score | $ a month |',
      '|---|---:|---:|---:|',
      '| ec2:instance | 2 | 33.3 % | 40 |',
      '| rds:db | 1 | 0.0 % | 5 |',
      '',
      '| Account | Violating | Score | $ a month |',
      '|---|---:|---:|---:|',
      '| 111122223333 | 3 | 25.0 % | 45 |',
      '',
      '| $ a month | Type | Violating resource |',
      '|---:|---|---|',
      '| 30 | ec2:instance | b |',
      '| 10 | ec2:instance | d |',
      '| 5 | rds:db | c |',
      '',
      '| Not fully seen | Resources | Account | Region | Type |',
      '|---|---:|---|---|---|',
      '| denied | 1 | 111122223333 | eu-west-1 | rds:db |',
      '| partial | 1 | 9 | eu-west-1 | ec2:instance |',
    ]),
  )
})

test('for programs a report has the same facts', () => {
  const subject = full()
  expect(JSON.parse(withoutHash(renderJson(subject), subject))).toEqual({
    policy: { hash: 'HASH', version: '1.0' },
    evaluatedAt: '2026-06-01T00:00:00.000Z',
    snapshot: { id: 'snap-1', estate: 'demo', takenAt: '2026-06-01T00:00:00.000Z' },
    score: 0.25,
    scoreLow: 0.2,
    scoreHigh: 0.4,
    scoreReason: null,
    costScore: 0.5714285714285714,
    completeness: 0.3333333333333333,
    skipped: 0,
    totals: {
      resources: 5,
      compliant: 1,
      violating: 3,
      unknown: 1,
      exempt: 0,
      pending: 0,
      notApplicable: 0,
      errors: 4,
      warnings: 0,
    },
    recommendations: [
      {
        faults: [{ tag: 'CostCenter', rule: 'missing' }],
        resources: 2,
        costUsd: 35,
        types: ['ec2:instance', 'rds:db'],
        words: 'Closing CostCenter on 2 types fixes 2 resources worth $35 a month',
        faultWords: 'CostCenter: missing',
      },
      {
        faults: [
          { tag: 'Owner', rule: 'missing' },
          { tag: 'CostCenter', rule: 'invalid_format' },
        ],
        resources: 1,
        costUsd: 10,
        types: ['ec2:instance'],
        words: 'Closing Owner, CostCenter on ec2:instance fixes 1 resource worth $10 a month',
        faultWords: 'Owner: missing; CostCenter: wrong format',
      },
    ],
    topViolations: [
      { tag: 'CostCenter', severity: 'error', weight: 1, rule: 'missing', violations: 2, costUsd: 35 },
      { tag: 'Owner', severity: 'error', weight: 1, rule: 'missing', violations: 1, costUsd: 10 },
      { tag: 'CostCenter', severity: 'error', weight: 1, rule: 'invalid_format', violations: 1, costUsd: 10 },
    ],
    topTypes: [
      { name: 'ec2:instance', violating: 2, compliant: 1, costUsd: 40 },
      { name: 'rds:db', violating: 1, compliant: 0, costUsd: 5 },
    ],
    topAccounts: [{ name: '111122223333', violating: 3, compliant: 1, costUsd: 45 }],
    costliest: [
      { id: 'b', type: 'ec2:instance', monthlyCost: 30 },
      { id: 'd', type: 'ec2:instance', monthlyCost: 10 },
      { id: 'c', type: 'rds:db', monthlyCost: 5 },
    ],
    cost: {
      totalUsd: 2050,
      taggableUsd: 2000,
      attributableUsd: 1200,
      gapUsd: 800,
      unjudgedUsd: 0,
      unjudged: { unknownUsd: 0, exemptUsd: 0, pendingUsd: 0, notApplicableUsd: 0, notInSnapshotUsd: 0 },
      unattributableUsd: 50,
      unattributable: { untaggableUsd: 0, taxUsd: 100, supportUsd: 0, creditsUsd: -50, commitmentUsd: 0 },
      attributableShare: 0.6,
      method: 'service_share',
      billMethod: 'demo',
      basis: 'current_tags',
      estimated: true,
      currency: 'USD',
      months: ['2026-05'],
      unallocated: [],
      notOnBill: [{ type: 'rds:db', service: 'rds', resources: 1 }],
      notes: [{ code: 'types_not_on_bill', types: 1, resources: 1 }],
    },
    trend: {
      bucket: 'day',
      threshold: 0.01,
      direction: 'improving',
      change: 0.19999999999999996,
      sincePolicyChange: { direction: 'improving', change: 0.09999999999999998 },
      points: [
        { day: '2026-05-01', score: 0.5, violating: 5, policyChanged: false, incomplete: false },
        { day: '2026-05-02', score: 0.6, violating: 4, policyChanged: true, incomplete: true },
        { day: '2026-05-03', score: 0.7, violating: 3, policyChanged: false, incomplete: false },
      ],
    },
    notFullySeen: [
      { account: '111122223333', region: 'eu-west-1', type: 'rds:db', status: 'denied', resources: 1 },
      { account: '9', region: 'eu-west-1', type: 'ec2:instance', status: 'partial', resources: 1 },
    ],
  })
  expect(renderJson(subject).slice(0, 4)).toBe('{\n  ')
})

test('for programs a report shows the worst only, and nulls for what is not known', () => {
  const { topViolations, topTypes, topAccounts, notFullySeen, cost, trend, snapshot, recommendations, skipped } =
    JSON.parse(renderJson(long()))
  expect([topViolations.length, topTypes.length, topAccounts.length, notFullySeen.length]).toEqual([8, 8, 8, 18])
  expect([cost, trend, snapshot, recommendations.length, skipped]).toEqual([null, null, null, 8, 1234])
})

describe('as a page', () => {
  const pageOf = (subject: ReportSubject) => {
    const page = withoutHash(renderHtml(subject), subject)
    return page
      .slice(page.indexOf('<main>') + 7, page.indexOf('</main>'))
      .trimEnd()
      .split('\n')
  }

  test('a report has head, figures, verdicts, development, what to do, the bill, tables and foot', () => {
    expect(pageOf(full())).toEqual([
      '<header><h1>Tagging audit</h1><p class="soft">demo, as seen on 2026-06-01 00:00 UTC; judged as of 2026-06-01 00:00 UTC</p></header><section class="figures" aria-label="Figures">',
      '<div class="figure"><b class="">25.0 %</b><span>of judged resources compliant</span></div>',
      '<div class="figure"><b class="">57.1 %</b><span>of their dollars</span></div>',
      '<div class="figure"><b class="bad">3</b><span>of 5 resources violating</span></div>',
      '<div class="figure"><b class="bad">$800</b><span>gap on the bill of 2026-05, estimated</span></div>',
      '<div class="figure"><b class="">33.3 %</b><span>of cells fully seen</span></div>',
      '</section><section class="card"><h2>Score</h2><p>25.0 % compliant, between 20.0 % and 40.0 % with the unknown ones; 57.1 % by dollars.</p>',
      '<div class="bar" aria-hidden="true"><i class="c0" style="flex:1"></i><i class="c1" style="flex:3"></i><i class="c2" style="flex:1"></i></div>',
      '<ul class="key"><li><i class="c0"></i>compliant <b>1</b></li><li><i class="c1"></i>violating <b>3</b></li><li><i class="c2"></i>unknown (tags not readable) <b>1</b></li></ul>',
      '<p class="soft" style="margin:10px 0 0">Seen: 33.3 %: 2 of 3 cells (account, region, type) not fully seen.</p></section><section class="card"><h2>Development</h2><svg class="trend" viewBox="0 0 720 210" role="img" aria-label="Score from 50.0 % on 2026-05-01 to 70.0 % on 2026-05-03">',
      '<line class="grid" x1="80" x2="710" y1="178" y2="178"/>',
      '<text class="axis" x="72" y="182" text-anchor="end">45 %</text><line class="grid" x1="80" x2="710" y1="101" y2="101"/>',
      '<text class="axis" x="72" y="105" text-anchor="end">60 %</text><line class="grid" x1="80" x2="710" y1="24" y2="24"/>',
      '<text class="axis" x="72" y="28" text-anchor="end">75 %</text><line class="policy" x1="395" x2="395" y1="24" y2="178"/>',
      '<text class="axis" x="390" y="18" text-anchor="end">new policy</text>',
      '<polyline points="80,152.3 395,101 710,49.7"/>',
      '<circle class="ring" cx="395" cy="101" r="2.5"/><circle class="dot" cx="80" cy="152.3" r="4"/>',
      '<text class="value" x="80" y="142.3" text-anchor="start">50.0 %</text><circle class="dot" cx="710" cy="49.7" r="4"/>',
      '<text class="value" x="710" y="39.7" text-anchor="end">70.0 %</text>',
      '<text class="axis" x="80" y="202">2026-05-01</text>',
      '<text class="axis" x="710" y="202" text-anchor="end">2026-05-03</text></svg>',
      '<p class="soft">By day: improving, +20.0 percentage points; since the newest policy improving, +10.0 percentage points. A ring marks an audit that did not see all.</p></section><section class="card"><h2>What to do first</h2>',
      '<p>Closing CostCenter on 2 types fixes 2 resources worth $35 a month.</p><div class="wide"><table><thead><tr><th scope="col" class="">To do: put right together</th><th scope="col" class="right">Types</th><th scope="col" class="right">Fixes</th><th scope="col" class="right">$ a month</th></tr></thead><tbody><tr><td class="">CostCenter: missing</td><td class="right">2</td><td class="right">2</td><td class="right">35</td></tr><tr><td class="">Owner: missing; CostCenter: wrong format</td><td class="right">1</td><td class="right">1</td><td class="right">10</td></tr></tbody></table></div></section><section class="card"><h2>The bill</h2><p>$2,050 were billed for 2026-05; 60.0 % of what can be tagged is tagged well.</p><div class="bar" aria-hidden="true"><i class="c0" style="flex:1200"></i><i class="c1" style="flex:800"></i><i class="c4" style="flex:100"></i></div>',
      '<ul class="key"><li><i class="c0"></i>on compliant resources <b>$1,200</b></li><li><i class="c1"></i>on violating resources: the gap <b>$800</b></li><li><i class="c4"></i>tax and support <b>$100</b></li><li><i class="c6"></i>credits <b>−$50</b></li></ul>',
      '<p class="soft" style="margin:10px 0 0">An estimate: each service\'s dollars in an account and region are divided among its resources by what they cost.</p></section><section class="card"><h2>Most frequent violations</h2><div class="wide"><table><thead><tr><th scope="col" class="">Rule</th><th scope="col" class="">Severity</th><th scope="col" class="right">Violations</th><th scope="col" class="right">$ a month</th></tr></thead><tbody><tr><td class="">CostCenter: missing</td><td class="">error</td><td class="right">2</td><td class="right">35</td></tr><tr><td class="">Owner: missing</td><td class="">error</td><td class="right">1</td><td class="right">10</td></tr><tr><td class="">CostCenter: wrong format</td><td class="">error</td><td class="right">1</td><td class="right">10</td></tr></tbody></table></div></section><div class="pair"><section class="card"><h2>By type</h2><div class="wide"><table><thead><tr><th scope="col" class="">Type</th><th scope="col" class="right">Violating</th><th scope="col" class="right">Score</th><th scope="col" class="right">$ a month</th></tr></thead><tbody><tr><td class="">ec2:instance</td><td class="right">2</td><td class="right">33.3 %</td><td class="right">40</td></tr><tr><td class="">rds:db</td><td class="right">1</td><td class="right">0.0 %</td><td class="right">5</td></tr></tbody></table></div></section><section class="card"><h2>By account</h2><div class="wide"><table><thead><tr><th scope="col" class="">Account</th><th scope="col" class="right">Violating</th><th scope="col" class="right">Score</th><th scope="col" class="right">$ a month</th></tr></thead><tbody><tr><td class="">111122223333</td><td class="right">3</td><td class="right">25.0 %</td><td class="right">45</td></tr></tbody></table></div></section></div><section class="card"><h2>Costliest violating resources</h2><div class="wide"><table><thead><tr><th scope="col" class="right">$ a month</th><th scope="col" class="">Type</th><th scope="col" class="">Violating resource</th></tr></thead><tbody><tr><td class="right">30</td><td class="">ec2:instance</td><td class="">b</td></tr><tr><td class="right">10</td><td class="">ec2:instance</td><td class="">d</td></tr><tr><td class="right">5</td><td class="">rds:db</td><td class="">c</td></tr></tbody></table></div></section><section class="card"><h2>Not fully seen</h2><div class="wide"><table><thead><tr><th scope="col" class="">Not fully seen</th><th scope="col" class="right">Resources</th><th scope="col" class="">Account</th><th scope="col" class="">Region</th><th scope="col" class="">Type</th></tr></thead><tbody><tr><td class="">denied</td><td class="right">1</td><td class="">111122223333</td><td class="">eu-west-1</td><td class="">rds:db</td></tr><tr><td class="">partial</td><td class="right">1</td><td class="">9</td><td class="">eu-west-1</td><td class="">ec2:instance</td></tr></tbody></table></div></section><footer class="soft">Policy version 1.0, HASH, snapshot snap-1</footer>',
    ])
  })

  test('a report of nothing has figures and totals only', () => {
    expect(pageOf(none())).toEqual([
      '<header><h1>Tagging audit</h1><p class="soft">judged as of 2026-06-01 00:00 UTC</p></header><section class="figures" aria-label="Figures">',
      '<div class="figure"><b class="">–</b><span>of judged resources compliant</span></div>',
      '',
      '<div class="figure"><b class="bad">0</b><span>of 0 resources violating</span></div>',
      '<div class="figure"><b class="bad">$0</b><span>a month on violating resources</span></div>',
      '<div class="figure"><b class="">–</b><span>of cells fully seen</span></div>',
      '</section><section class="card"><h2>Score</h2><p>none: no resources in scope.</p>',
      '<div class="bar" aria-hidden="true"></div>',
      '<ul class="key"></ul>',
      '<p class="soft" style="margin:10px 0 0">Seen: unknown: nothing was reported as looked at.</p></section><div class="pair"></div><footer class="soft">Policy version 1.0, HASH</footer>',
    ])
  })

  test('a report has a title, a style and no more', () => {
    const page = renderHtml(none())
    expect(page.slice(0, page.indexOf('<style>'))).toBe(
      textOf([
        '<!doctype html>',
        '<html lang="en">',
        '<head>',
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
        '<title>Tagging audit, 2026-06-01</title>',
      ]),
    )
    expect(page).toContain('\n.figure b { display: block;')
    expect(page.slice(page.indexOf('</main>'))).toBe('</main>\n</body>\n</html>\n')
  })

  test.each([
    [[5, 5], 'By day: stable, +0.0 percentage points.'],
    [[7, 5], 'By day: declining, −20.0 percentage points.'],
    [[5, 8], 'By day: improving, +30.0 percentage points.'],
  ])('scores of %j are called what they are', ([first = 0, last = 0], words) => {
    const trend = trendOf([scored('2026-05-01', first), scored('2026-05-02', last)], { bucket: 'day' })
    expect(renderHtml(none({ trend }))).toContain(words)
  })

  test('a newest policy with one audit has no development of its own', () => {
    const trend = trendOf([scored('2026-05-01', 5), scored('2026-05-02', 6, 'p2')], { bucket: 'day' })
    expect(renderHtml(none({ trend }))).toContain('since the newest policy only one score.</p>')
  })
})

describe('in words', () => {
  const lineOf = (fields: Partial<ReportSubject>, at: number) => renderTable(none(fields), false).split('\n')[at]

  test.each([
    ['nothing_readable', 'no tags could be read'],
    ['all_exempt_or_pending', 'everything is exempt or pending'],
    ['no_resources_in_scope', 'no resources in scope'],
    [null, 'no resources in scope'],
  ] as const)('a score that is missing says why: %s', (scoreReason, words) => {
    expect(lineOf({ score: null, scoreReason }, 0)).toBe(`Score     none: ${words}`)
  })

  test.each([
    [1, '100.0 %'],
    [0.99999, '99.9 %'],
    [0.5, '50.0 %'],
    [0.00001, '0.1 %'],
    [0, '0.0 %'],
  ])('a share of %d is %s: never rounded to all or nothing', (score, words) => {
    expect(lineOf({ score }, 0)).toBe(`Score     ${words} compliant`)
  })

  test.each([
    [0, 'unknown: nothing was reported as looked at'],
    [1, 'unknown: nothing was reported as looked at, 1 bad line left out'],
    [2000, 'unknown: nothing was reported as looked at, 2,000 bad lines left out'],
  ])('%i bad lines are said', (skipped, words) => {
    expect(lineOf({ skipped }, 1)).toBe(`Seen      ${words}`)
  })

  test('an estate that was seen whole says so', () => {
    const line = { ...cell, status: 'ok', resources: 1 } as const
    expect(lineOf({ completeness: 1, coverage: [line, line] }, 1)).toBe(
      'Seen      every cell (account, region, type) was seen, 2 of them',
    )
  })
})
