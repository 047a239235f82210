// Dollars of an export laid beside today's verdicts, resource by resource.

import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { canonicalArn } from '../../server/core/arn.ts'
import { partsOf } from '../../server/core/columns.ts'
import { attributeByResource, type ResourceAttribution } from '../../server/core/cost-by-resource.ts'
import { evaluate } from '../../server/core/evaluate.ts'
import { encodePart } from '../../server/core/part-codec.ts'
import type { Resource } from '../../server/core/resource.ts'
import { compileRules } from '../../server/core/rules.ts'
import { billedName } from '../../server/core/verdict-lines.ts'
import { costsFromExport } from '../../server/costs/export/source.ts'
import { duckDbEngine } from '../../server/costs/focus/duckdb.ts'
import { filesAt } from '../../server/costs/focus/export-files.ts'
import { writeVerdicts } from '../../server/services/write-verdicts.ts'
import { isTaggable, type Spelling, sumUsd, type TrueLine, writeBill } from '../support/bill-lines.ts'
import { instance, loaded, now } from '../support/builders.ts'
import { newFolder } from '../support/demo-folder.ts'

const ask = { caller: 'tests', signal: new AbortController().signal }
const account = '111122223333'
const open: { close(): Promise<void> }[] = []
afterAll(() => Promise.all(open.map((one) => one.close())))

const { policy } = loaded({
  required_tags: [{ name: 'Owner' }],
  grace_period_hours: 24,
  exemptions: [{ resources: ['*/i-exempt'], reason: 'old', expires_at: '2027-01-01T00:00:00Z' }],
})
const rules = compileRules(policy)

const ec2 = (name: string) => `arn:aws:ec2:eu-west-1:${account}:instance/${name}`
const lambda = `arn:aws:lambda:eu-west-1:${account}:function:f`
const logs = `arn:aws:logs:eu-west-1:${account}:log-group:/a:b`
const pool: readonly Partial<Resource>[] = [
  ...['i-1', 'i-2', 'i-exempt'].map((name) => ({ id: ec2(name) })),
  { id: `arn:aws:ec2:eu-west-1:444455556666:instance/i-1`, account: '444455556666' },
  { id: 'arn:aws:s3:::b,"c"', type: 's3:bucket' },
  { id: lambda, type: 'lambda:function' },
  { id: logs, type: 'logs:log-group' },
  { id: `arn:aws:sqs:eu-west-1:${account}:two\nlines`, type: 'sqs:queue' },
]
const billed = [
  ...['', 'i-1', 'i-2', 'i-exempt', 'i-gone', 'b,"c"', `${lambda}:alias`, lambda, `${logs}:*`, ec2('i-2')],
  ...[`arn:aws:sqs:eu-west-1:${account}:two\nlines`, 'arn:aws:s3:::gone', 'two\nlines'],
]

const anyResource = (fields: Partial<Resource>): fc.Arbitrary<Resource> =>
  fc
    .record({
      tags: fc.constantFrom<Resource['tags']>(null, {}, { Owner: 'a' }, { Owner: '' }),
      managed: fc.boolean(),
      createdAt: fc.constantFrom('2020-01-01T00:00:00.000Z', new Date(now - 1000).toISOString()),
    })
    .map((more) => instance({ ...more, ...fields }))
const anySnapshot = fc
  .subarray([...pool])
  .chain((some) => fc.tuple(...some.map(anyResource)))
  .map((resources): Resource[] => resources)

const anyLine: fc.Arbitrary<TrueLine> = fc
  .record({
    month: fc.constantFrom('2026-09', '2026-10'),
    account: fc.constantFrom(account, '444455556666'),
    region: fc.constantFrom('eu-west-1', ''),
    service: fc.constantFrom('Amazon Elastic Compute Cloud', 'AWS Lambda'),
    kind: fc.constantFrom<TrueLine['kind'][]>('usage', 'usage', 'usage', 'tax', 'support', 'credit', 'commitment'),
    resource: fc.constantFrom(...billed),
    cents: fc.integer({ min: 1, max: 5_000_000 }),
  })
  .map(({ cents, ...line }) => ({
    ...{ ...line, tags: {} },
    service: line.kind === 'support' ? 'AWS Support (Business)' : line.service,
    usd: (line.kind === 'credit' ? -cents : cents) / 100,
  }))

async function attributed(
  lines: readonly TrueLine[],
  resources: readonly Resource[],
  how: Spelling = { format: 'focus', tags: 'map', prefix: '' },
): Promise<ResourceAttribution | null> {
  const folder = newFolder()
  const [bill, verdicts] = [join(folder, 'bill.parquet'), join(folder, 'verdicts')]
  await writeBill(bill, lines, how)
  await writeVerdicts({ parts: [...partsOf(resources)].map(encodePart), policy, now, path: verdicts })
  const engine = duckDbEngine({ files: () => filesAt(bill), folder, memoryMb: 200, threads: 2 })
  const costs = costsFromExport(engine, () => Date.parse('2026-11-15T00:00:00Z'))
  open.push(costs)
  const spent = await costs.byVerdict?.(['2026-10'], async () => verdicts, ask)
  return spent ? attributeByResource(spent, []) : null
}

/** By the plainest reckoning there is. */
function columnOf(line: TrueLine, resources: readonly Resource[]): string {
  const own =
    resources.find(({ id }) => id === canonicalArn(line.resource)) ??
    resources.find((one) => one.account === line.account && billedName(one.id, one.type) === line.resource)
  return own === undefined ? 'not_in_snapshot' : evaluate(rules, own, now).verdict
}

describe.each([
  ['FOCUS', { format: 'focus', tags: 'map', prefix: '' }],
  ['CUR 2.0', { format: 'cur', tags: 'map', prefix: '' }],
] as const)('%s, for any bill and any snapshot', (_name, how) => {
  test('dollars are with the verdicts of their resources as a plain join has them, and none is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 40 }), anySnapshot, async (lines, resources) => {
        const ofMonth = lines.filter(({ month }) => month === '2026-10')
        const taggable = ofMonth.filter(isTaggable)
        const on = (verdict: string) => sumUsd(taggable.filter((line) => columnOf(line, resources) === verdict))
        const found = await attributed(lines, resources, how)
        if (found === null) {
          expect(lines.filter(({ resource }) => resource !== '')).toEqual([])
          return
        }
        expect(found.totalUsd).toBeCloseTo(sumUsd(ofMonth), 4)
        expect(found.taggableUsd).toBeCloseTo(sumUsd(taggable), 4)
        expect(found.attributableUsd).toBeCloseTo(on('compliant'), 4)
        expect(found.gapUsd).toBeCloseTo(on('violating'), 4)
        expect(found.unjudged.unknownUsd).toBeCloseTo(on('unknown'), 4)
        expect(found.unjudged.exemptUsd).toBeCloseTo(on('exempt'), 4)
        expect(found.unjudged.pendingUsd).toBeCloseTo(on('pending'), 4)
        expect(found.unjudged.notApplicableUsd).toBeCloseTo(on('not_applicable'), 4)
        expect(found.unjudged.notInSnapshotUsd).toBeCloseTo(on('not_in_snapshot'), 4)
        expect(sumUsd(found.missing.map((one) => ({ ...one, kind: 'usage', month: '', tags: {} })))).toBeCloseTo(
          found.unjudged.notInSnapshotUsd,
          4,
        )
        expect(found.taggableUsd).toBeCloseTo(found.attributableUsd + found.gapUsd + found.unjudgedUsd, 4)
        expect(found.totalUsd).toBeCloseTo(found.taggableUsd + found.unattributableUsd, 4)
      }),
      { numRuns: 25 },
    )
  })
})

const line = (resource: string, usd: number, fields: Partial<TrueLine> = {}): TrueLine => ({
  ...{ month: '2026-10', account, region: 'eu-west-1', service: 'AWS Lambda', kind: 'usage', tags: {} },
  ...{ resource, usd, ...fields },
})
const owned = (id: string, type = 'ec2:instance') => instance({ id, type, tags: { Owner: 'a' } })

test('a resource that the snapshot does not have is named with its dollars, dearest first', async () => {
  const found = await attributed([line('i-1', 5), line('i-gone', 2), line('arn:aws:s3:::gone', 3)], [owned(ec2('i-1'))])
  expect(found).toMatchObject({
    ...{ attributableUsd: 5, gapUsd: 0, unjudged: { notInSnapshotUsd: 5 } },
    missing: [
      { resource: 'arn:aws:s3:::gone', usd: 3 },
      { resource: 'i-gone', usd: 2 },
    ],
    notes: [{ code: 'not_in_snapshot', usd: 5 }],
  })
})

test('a name that two resources of an account share, one compliant and one not, is nobody’s', async () => {
  const volume = instance({ id: `arn:aws:ec2:eu-west-1:${account}:volume/twin`, type: 'ec2:volume' })
  const found = await attributed([line('twin', 4)], [owned(ec2('twin')), volume])
  expect(found).toMatchObject({ attributableUsd: 0, gapUsd: 0, unjudged: { notInSnapshotUsd: 4 } })
})

test('by type, account and region every dollar is where the bill and the snapshot have it', async () => {
  const found = await attributed(
    [line('i-1', 5), line(lambda, 3, { region: 'us-east-1' })],
    [owned(ec2('i-1')), instance({ id: lambda, type: 'lambda:function' })],
  )
  expect(found?.postings.map(({ type, region, column, micros }) => [type, region, column, micros]).toSorted()).toEqual([
    ['ec2:instance', 'eu-west-1', 'compliant', 5_000_000],
    ['lambda:function', 'us-east-1', 'violating', 3_000_000],
  ])
})

test('an export without ids of resources is not for this', async () => {
  expect(await attributed([line('', 5)], [owned(ec2('i-1'))])).toBeNull()
})
