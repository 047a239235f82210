import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseCsv } from '../support/csv.ts'
import { demoByTheBook, idsOf } from '../support/demo-by-the-book.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call } = server
const { audit, judged } = await demoByTheBook(server)

type Answer = { readonly uri: string; readonly path: string; readonly bytes: number; readonly violations: number }
const exported = (given: object = {}) => ask<Answer>('export_violations', given)

async function fileOf(given: object): Promise<string> {
  const { uri } = await exported(given)
  return readFileSync(join(server.folder, 'artifacts', uri.replace('report://', '')), 'utf8')
}

const rows = judged.flatMap(({ id, violations }) =>
  violations.length === 0 ? [[id, '', '']] : violations.map(({ tag, rule }) => [id, tag, rule]),
)

test('CSV has a row a violation, and one for each resource without', async () => {
  const [header, ...records] = parseCsv(await fileOf({ format: 'csv' }))
  expect(header?.slice(0, 8)).toEqual(['id', 'type', 'account', 'region', 'verdict', 'tag', 'rule', 'severity'])
  const plain = records.map(([id, , , , , tag, rule]) => [id, tag, rule])
  expect(plain).toEqual(rows)
})

test('JSON has every resource and the totals', async () => {
  const { resources, totals, score } = JSON.parse(await fileOf({ format: 'json' }))
  expect(idsOf(resources)).toEqual(idsOf(judged))
  expect({ totals, score }).toEqual({ totals: audit.summary.totals, score: audit.summary.score })
})

test('NDJSON has a line a resource, and the summary last', async () => {
  const lines = (await fileOf({ format: 'ndjson' })).trimEnd().split('\n')
  expect(lines).toHaveLength(judged.length + 1)
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ summary: { totals: audit.summary.totals } })
})

test('a severity chooses the violations, not the resources', async () => {
  const { resources } = JSON.parse(await fileOf({ format: 'json', severity: 'warning' }))
  const severities = resources.flatMap(({ violations }: (typeof judged)[number]) => violations.map(severityOf))
  expect([resources.length, new Set(severities)]).toEqual([judged.length, new Set(['warning'])])
  expect((await exported({ severity: 'warning' })).violations).toBe(audit.summary.totals.warnings)
})

const severityOf = ({ severity }: { readonly severity: string }) => severity

test('the answer links the file and says how large it is and what it holds', async () => {
  const result = await call('export_violations')
  const name = `${audit.id}.violations.csv`
  const { errors, warnings } = audit.summary.totals
  expect(result).toMatchObject({
    links: [{ uri: `report://${name}`, mimeType: 'text/csv' }],
    data: { path: `/api/v1/reports/${name}`, violations: errors + warnings },
  })
  expect((await exported()).bytes).toBe(statSync(join(server.folder, 'artifacts', name)).size)
})

test('the same export at the same time is written once', async () => {
  const both = await Promise.all([exported({ format: 'ndjson' }), exported({ format: 'ndjson' })])
  expect(both[0]).toMatchObject({ uri: both[1]?.uri, bytes: both[1]?.bytes })
})

test('refuses a format that is none', async () => {
  expect(await call('export_violations', { format: 'xlsx' })).toMatchObject({ code: 'invalid_arguments' })
})
