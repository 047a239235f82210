import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { demoByTheBook, type Judged } from '../support/demo-by-the-book.ts'
import { newFolder } from '../support/demo-folder.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call } = server
const { judged } = await demoByTheBook(server)

type Outcome = Partial<Judged> & { readonly id: string; readonly outcome: string }
type Answer = { readonly results: readonly Outcome[]; readonly omitted: number }
const validate = (ids: unknown) => ask<Answer>('validate_resource_tags', { ids })
const oneOf = (verdict: string) => judged.find((one) => one.verdict === verdict) as Judged // every verdict occurs

test('each id gets its own outcome, in the order of the ids', async () => {
  const { id } = oneOf('violating')
  const nowhere = 'arn:aws-us-gov:ec2:us-gov-west-1:111122223333:instance/i-0'
  const { results } = await validate([nowhere, id, 'arn:aws:ec2', 'web-1', oneOf('compliant').id, oneOf('unknown').id])
  const outcomes = results.map(({ outcome }) => outcome)
  expect(outcomes).toEqual(['not_found', 'violating', 'invalid_id', 'invalid_id', 'compliant', 'unknown'])
})

test('a verdict comes with type, tags and violations', async () => {
  const { id, type, tags, violations } = oneOf('violating')
  const { results } = await validate([id])
  expect(results).toEqual([{ id, outcome: 'violating', type, tags, violations }])
})

test('tags that could not be read are null, not empty', async () => {
  const { results } = await validate([oneOf('unknown').id])
  expect(results).toMatchObject([{ outcome: 'unknown', tags: null, violations: [] }])
})

test('a function is found by the name of its alias', async () => {
  const { id, verdict } = judged.find(({ type }) => type === 'lambda:function') as Judged // the demo has many
  expect((await validate([`${id}:live`])).results).toMatchObject([{ id: `${id}:live`, outcome: verdict }])
})

test('an id is found as a file wrote it, though AWS would write it otherwise', async () => {
  const id = 'arn:aws:logs:eu-west-1:111122223333:log-group:/web:*'
  const ESTATE = join(newFolder(), 'estate.ndjson')
  writeFileSync(ESTATE, JSON.stringify({ id, tags: {} }))
  const { ask } = await startServices({ ESTATE })
  for (const tool of ['explain_verdict', 'suggest_tags']) expect(await ask(tool, { id })).toMatchObject({ id })
  expect(await ask('validate_resource_tags', { ids: [id] })).toMatchObject({ results: [{ id, outcome: 'violating' }] })
})

test('100 ids are judged as the audit judged them', async () => {
  const hundred = judged.slice(0, 100)
  const { results, omitted } = await validate(hundred.map(({ id }) => id))
  expect(results.map(({ outcome }) => outcome)).toEqual(hundred.map(({ verdict }) => verdict).slice(0, results.length))
  expect(results.length + omitted).toBe(100)
})

test('a single id is taken for a list of one', async () => {
  expect((await validate(oneOf('compliant').id)).results).toMatchObject([{ outcome: 'compliant' }])
})

test.each([
  ['101 ids', { ids: Array.from({ length: 101 }, (_, at) => `arn:aws:s3:::b-${at}`) }, /at most 100/],
  ['no id', { ids: [] }, /at least 1/],
  ['nothing', {}, /ids: is missing/],
])('refuses %s', async (_name, given, message) => {
  const refusal = await call('validate_resource_tags', given)
  expect(refusal).toMatchObject({ ok: false, code: 'invalid_arguments', message: expect.stringMatching(message) })
})
