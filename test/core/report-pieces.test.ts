import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { attributeCosts } from '../../server/core/cost.ts'
import { PartJudge } from '../../server/core/part-judge.ts'
import { alignedLines, markdownCell, printable } from '../../server/core/report/columns-of-text.ts'
import { Costliest } from '../../server/core/report/costliest.ts'
import { csvLine } from '../../server/core/report/csv.ts'
import { costTable, faultWords, trendTable } from '../../server/core/report/extra-tables.ts'
import { renderHtml } from '../../server/core/report/html.ts'
import { renderJson } from '../../server/core/report/json.ts'
import { html } from '../../server/core/report/markup.ts'
import { Remedies } from '../../server/core/report/remedies.ts'
import { groupTable, rulesTable, violatingGroups } from '../../server/core/report/summary.ts'
import { trendLine } from '../../server/core/report/trend-line.ts'
import type { Resource } from '../../server/core/resource.ts'
import type { Rules } from '../../server/core/rules.ts'
import { type CellTally, Tally } from '../../server/core/tally.ts'
import { type TrendRow, trendOf } from '../../server/core/trend.ts'
import { instance, isoAt, now, policy } from '../support/builders.ts'

describe('a line of CSV', () => {
  test.each([
    [['a', 'b c', ''], 'a,b c,'],
    [['a,b', 'c"d', 'e\nf', 'g\rh'], '"a,b","c""d","e\nf","g\rh"'],
    [['=1', '+1', '-1', '@x', '|x'], "'=1,'+1,'-1,'@x,'|x"],
    [[' =1', '\t=1', '\tx', '\rx', '\nx'], "' =1,'\t=1,'\tx,\"'\rx\",\"'\nx\""],
    [['a=1', 'x\t', 'a-b', ' x'], 'a=1,x\t,a-b, x'],
  ])('of %j', (cells, line) => {
    expect(csvLine(cells)).toBe(`${line}\r\n`)
  })
})

describe('the text of others', () => {
  test('has no sign in HTML that means anything', () => {
    expect(html`<b>${'<a href="x">&\'</a>'}</b>`.markup).toBe('<b>&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;</b>')
  })

  test('has none in Markdown either', () => {
    expect(markdownCell('\\`*_[x](y)<b>|~&')).toBe('\\\\\\`\\*\\_\\[x\\](y)\\<b\\>\\|\\~\\&')
    expect(markdownCell('see http://x and WWW.x, www')).toBe('see http:\\//x and WWW\\.x, www')
  })

  test('shows by number what could hide or forge', () => {
    expect(printable('a\nb\u001b\u202e\u2028\u2029\u{e0001}é ')).toBe(
      'a\\u{a}b\\u{1b}\\u{202e}\\u{2028}\\u{2029}\\u{e0001}é ',
    )
  })

  test('is aligned by characters', () => {
    const table = {
      header: ['a', 'b'],
      align: ['left', 'right'],
      rows: [
        ['😀😀', '1'],
        ['x', '100'],
      ],
    } as const
    expect(alignedLines(table)).toEqual(['a     b', '😀😀    1', 'x   100'])
  })
})

function judged(rules: Rules, resources: readonly Resource[]) {
  const judge = new PartJudge(rules, now)
  const [tally, remedies, costliest] = [new Tally(judge), new Remedies(), new Costliest()]
  for (const part of partsOf(resources)) {
    const one = judge.judge(part)
    tally.add(part, one)
    remedies.add(part, one, judge)
    costliest.add(part, one)
  }
  return { summary: tally.summarise([]), remedies, costliest: costliest.list() }
}

describe('the costliest violating resources', () => {
  const costing = (...costs: (number | undefined)[]) => {
    const resources = costs.map((monthlyCost, at) =>
      instance({ id: `i-${at}`, ...(monthlyCost === undefined ? {} : { monthlyCost }) }),
    )
    return judged(policy({ required: ['Owner'] }), resources).costliest.map(({ monthlyCost }) => monthlyCost)
  }

  test('are the eight dearest, dearest first', () => {
    expect(costing(3, 9, 1, 7, 5, 2, 8, 6, 4, 10, 0.5, 3.5)).toEqual([10, 9, 8, 7, 6, 5, 4, 3.5])
  })

  test('are none that cost nothing, or nothing known', () => {
    expect(costing(0, undefined, -1, 2)).toEqual([2])
  })

  test('are violating, with id and type', () => {
    const resources = [
      instance({ id: 'a', tags: { Owner: 'x' }, monthlyCost: 9 }),
      instance({ id: 'b', type: 'rds:db', monthlyCost: 1 }),
    ]
    expect(judged(policy({ required: ['Owner'] }), resources).costliest).toEqual([
      { id: 'b', type: 'rds:db', monthlyCost: 1 },
    ])
  })
})

describe('what to do', () => {
  const rules = () => policy({ required: ['Owner', 'Team', { name: 'Note', severity: 'warning' }] })
  const listed = (limit: number, ...resources: Resource[]) =>
    judged(rules(), resources)
      .remedies.list(limit)
      .map(({ faults, types, resources: many, costUsd }) => `${faultWords(faults)} | ${types} | ${many} | ${costUsd}`)

  test('comes dearest first, then by most resources, then by name, and is no longer than asked for', () => {
    const resources = [
      instance({ tags: { Owner: 'x' }, monthlyCost: 1 }),
      instance({ tags: { Owner: ' ', Team: 'x' } }),
      instance({ tags: {} }),
      instance({ tags: {} }),
      instance({ tags: { Team: 'x' } }),
      instance({ tags: { Team: 'x' }, type: 'a:b' }),
    ]
    const all = [
      'Team: missing | ec2:instance | 1 | 1',
      'Owner: missing | a:b,ec2:instance | 2 | 0',
      'Owner, Team: missing | ec2:instance | 2 | 0',
      'Owner: empty | ec2:instance | 1 | 0',
    ]
    expect(listed(9, ...resources).toSorted()).toEqual(all.toSorted())
    expect(listed(9, ...resources)[0]).toBe(all[0])
    expect(listed(9, ...resources)[3]).toBe(all[3])
    expect(listed(1, ...resources)).toEqual([all[0]])
  })

  test('is ordered by dollars however many steps cost some', () => {
    const resources = [
      instance({ tags: { Owner: 'x' }, monthlyCost: 5 }),
      instance({ tags: {}, monthlyCost: 9 }),
      instance({ tags: { Team: 'x' }, monthlyCost: 7 }),
      instance({ tags: { Team: 'x' }, monthlyCost: 1 }),
    ]
    expect(listed(9, ...resources)).toEqual([
      'Owner, Team: missing | ec2:instance | 1 | 9',
      'Owner: missing | ec2:instance | 2 | 8',
      'Team: missing | ec2:instance | 1 | 5',
    ])
  })

  test('is about errors only: warnings do not part what one step puts right', () => {
    expect(listed(9, instance({ tags: { Owner: 'x', Note: 'n' } }), instance({ tags: { Owner: 'x' } }))).toEqual([
      'Team: missing | ec2:instance | 2 | 0',
    ])
  })

  test('has a word for every rule', () => {
    const words = [
      'missing',
      'empty_value',
      'invalid_value',
      'invalid_format',
      'deprecated_key',
      'key_case_mismatch',
    ] as const
    const rest = ['duplicate_key_case', 'forbidden_key', 'naming'] as const
    expect([...words, ...rest].map((rule) => faultWords([{ tag: 'A\n', rule }]))).toEqual([
      ...['A\\u{a}: missing', 'A\\u{a}: empty', 'A\\u{a}: value not allowed', 'A\\u{a}: wrong format'],
      ...['A\\u{a}: deprecated key used', 'A\\u{a}: key spelled differently'],
      ...['A\\u{a}: key there twice but for case', 'A\\u{a}: forbidden key', 'A\\u{a}: naming rules broken'],
    ])
  })
})

describe('groups of a summary', () => {
  const cell = (type: string, violating: number, usd: number, account = '1'): CellTally => ({
    ...{ account, region: '', type, unreadable: 0 },
    ...{ counts: [1, violating, 0, 0, 0, 0], costUsd: [0, usd, 0, 0, 0, 0] },
  })

  test('come with most violating resources first, then the dearest', () => {
    const cells = [cell('a', 1, 1), cell('b', 1, 5), cell('c', 0, 0), cell('d', 2, 0), cell('b', 1, 1)]
    expect(violatingGroups({ cells }, 'type')).toEqual([
      { name: 'b', violating: 2, compliant: 2, costUsd: 6 },
      { name: 'd', violating: 2, compliant: 1, costUsd: 0 },
      { name: 'a', violating: 1, compliant: 1, costUsd: 1 },
    ])
  })

  test('say of an account without a name that it has none', () => {
    const { summary } = judged(policy({ required: ['Owner'] }), [instance({ account: '' })])
    expect(groupTable(summary, 'account')).toEqual({
      header: ['Account', 'Violating', 'Score', '$ a month'],
      align: ['left', 'right', 'right', 'right'],
      rows: [['(none)', '1', '0.0 %', '0']],
    })
  })

  test('of rules name broken naming rules without a tag, and all of them where there are just eight', () => {
    const rules = policy({ required: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], tag_naming_rules: { max_key_length: 1 } })
    const { header, align, rows } = rulesTable(judged(rules, [instance({ tags: { long: '' } })]).summary)
    expect(header).toEqual(['Rule', 'Severity', 'Violations', '$ a month'])
    expect(align).toEqual(['left', 'left', 'right', 'right'])
    expect(rows[7]).toEqual(['naming rules broken', 'warning', '1', '0'])
  })
})

describe('the bill', () => {
  const line = (usd: number, month: string, kind: 'usage' | 'tax' | 'support' | 'credit') => ({
    ...{ month, account: '1', region: '', service: 'ec2', usd, kind },
  })
  const billed = (...lines: ReturnType<typeof line>[]) =>
    attributeCosts([], { lines, method: 'demo', currency: 'USD', estimated: false })

  test('has its months, and tax and support as one share', () => {
    const { header, align, rows } = costTable(
      billed(line(6, '2026-05', 'usage'), line(3, '2026-04', 'tax'), line(1, '2026-05', 'support')),
    )
    expect(header[0]).toBe('Bill of 2026-04, 2026-05 (shares estimated)')
    expect(align).toEqual(['left', 'right', 'right'])
    expect(rows.slice(3)).toEqual([
      ['usage without a known resource', '6', '60.0 %'],
      ['tax and support', '4', '40.0 %'],
      ['commitments nobody used', '0', '0.0 %'],
      ['credits', '0', '0.0 %'],
      ['all', '10', '100.0 %'],
    ])
  })

  test('of nothing has no shares', () => {
    expect(costTable(billed()).rows.map(([, usd, share]) => [usd, share])).toEqual(Array(8).fill(['0', '']))
  })

  test('on a page says nothing of good tags where nothing can be tagged', () => {
    const { summary } = judged(policy({}), [])
    const subject = { ...summary, policy: policy({}).policy, evaluatedAt: isoAt(now), skipped: 0, costliest: [] }
    const page = renderHtml({ ...subject, cost: billed(line(6, '2026-05', 'usage'), line(3, '2026-04', 'tax')) })
    expect(page).toContain('<p>$9 were billed for 2026-04, 2026-05.</p>')
    expect(page).toContain('gap on the bill of 2026-04, 2026-05, estimated')
  })

  test('is not needed to say what violating resources cost a month', () => {
    const { summary } = judged(policy({ required: ['Owner'] }), [
      instance({ monthlyCost: 5 }),
      instance({ type: 'a:b', monthlyCost: 7 }),
    ])
    const subject = { ...summary, policy: policy({}).policy, evaluatedAt: isoAt(now), skipped: 0, costliest: [] }
    expect(renderHtml(subject)).toContain('<b class="bad">$12</b><span>a month on violating resources</span>')
  })
})

describe('the development', () => {
  const row = (day: string, counts: number[]): TrendRow => ({
    ...{ day, key: '', auditId: day, policyHash: 'p', completeness: 1, counts, costUsd: [] },
  })
  const blind = [0, 0, 5, 0, 0, 0]
  const days = (...counts: number[][]) => counts.map((count, at) => row(`2026-05-${at + 10}`, count))
  const lineOf = (rows: TrendRow[]) => {
    const [series] = trendOf(rows, { bucket: 'day' }).series
    return series ? trendLine(series) : undefined
  }

  test('is drawn through scores only, and not through one', () => {
    expect(lineOf(days(blind, blind))).toBeNull()
    expect(lineOf(days([1, 1, 0, 0, 0, 0], blind))).toBeNull()
    const drawn = lineOf(days([1, 1, 0, 0, 0, 0], blind, [1, 0, 0, 0, 0, 0]))?.markup ?? ''
    expect(drawn).toContain('aria-label="Score from 50.0 % on 2026-05-10 to 100.0 % on 2026-05-12"')
    expect(drawn).toContain('<polyline points="80,164 710,24"/>')
  })

  test('is listed for its last twelve points', () => {
    const rows = Array.from({ length: 14 }, () => [1, 1, 0, 0, 0, 0])
    const table = trendTable(trendOf(days(...rows), { bucket: 'day' }))
    expect(table.align).toEqual(['left', 'right', 'right', 'left'])
    expect(table.rows.map(([day]) => day)).toEqual(Array.from({ length: 12 }, (_, at) => `2026-05-${at + 12}`))
  })

  test('of nothing is no table, no line and no fact', () => {
    const trend = trendOf([], { bucket: 'day' })
    expect(trendTable(trend).rows).toEqual([])
    const { summary } = judged(policy({}), [])
    const subject = { ...summary, policy: policy({}).policy, evaluatedAt: isoAt(now), skipped: 0, costliest: [], trend }
    expect(renderHtml(subject)).not.toContain('Development')
    expect(JSON.parse(renderJson(subject))).toMatchObject({ trend: null, recommendations: [] })
  })
})
