import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseCsv } from '../support/csv.ts'
import { demoByTheBook } from '../support/demo-by-the-book.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call } = server
const { audit, judged, violating } = await demoByTheBook(server)

type Answer = { readonly uri: string; readonly bytes: number }

async function report(format: string): Promise<string> {
  const { uri, bytes } = await ask<Answer>('generate_compliance_report', { format })
  const text = readFileSync(join(server.folder, 'artifacts', uri.replace('report://', '')), 'utf8')
  expect(Buffer.byteLength(text)).toBe(bytes)
  return text
}

const percent = `${((audit.summary.score ?? 0) * 100).toFixed(1)} %`

test('Markdown says score, totals, bill, development and what to do', async () => {
  const text = await report('markdown')
  expect(text).toContain(percent)
  expect(text).toContain(audit.policyHash)
  expect(text).toContain(`| violating | ${violating.length} |`)
  for (const part of ['Bill of', 'By week', 'To do', 'redshift:cluster']) expect(text).toContain(part)
})

test('HTML is one page that runs nothing and loads nothing', async () => {
  const text = await report('html')
  expect(text).toContain(percent)
  expect(text).not.toMatch(/<script|<img|<link|<iframe|javascript:| on\w+=|url\(|@import/i)
  expect(text).toContain(`default-src 'none'`)
})

test('an answer and its report say the same score', async () => {
  expect(await call('check_tag_compliance')).toMatchObject({ text: expect.stringContaining(`${percent} compliant`) })
})

test('JSON agrees with check_tag_compliance', async () => {
  const { score, totals, costScore } = await ask<Record<string, unknown>>('check_tag_compliance')
  const { trend, cost, recommendations, ...facts } = JSON.parse(await report('json'))
  expect(facts).toMatchObject({ score, totals, costScore, policy: { hash: audit.policyHash } })
  expect(trend.points.at(-1)).toMatchObject({ violating: violating.length })
  const { figures } = await ask<{ figures: { gapUsd: number } }>('get_cost_attribution_gap')
  expect(cost.gapUsd).toBe(figures.gapUsd)
  expect(recommendations.length).toBeGreaterThan(0)
})

test('CSV is the list of violations', async () => {
  const [, ...records] = parseCsv(await report('csv'))
  const listed = new Set(records.map(([id]) => id))
  expect(listed.size).toBe(judged.length)
})

test('Markdown unless asked otherwise, as a link', async () => {
  const result = await call('generate_compliance_report')
  expect(result).toMatchObject({ links: [{ uri: `report://${audit.id}.report.markdown`, mimeType: 'text/markdown' }] })
})

describe('refuses', () => {
  test('a format that is none', async () => {
    expect(await call('generate_compliance_report', { format: 'pdf' })).toMatchObject({ code: 'invalid_arguments' })
  })

  test.each(['../../tagwarden.db', 'aud_1.report.csv', `${audit.id}.report.ndjson`, `aud_x.violations.html`])(
    'to read %s as a report',
    async (name) => {
      const signal = new AbortController().signal
      await expect(server.services.reports.file(name, signal)).rejects.toMatchObject({ code: 'not_found' })
    },
  )
})
