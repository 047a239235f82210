import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tools } from '../../server/tools/index.ts'
import { newFolder } from '../support/demo-folder.ts'
import { startServices } from '../support/services.ts'
import { leastArguments, mostArguments } from '../support/tool-examples.ts'

// Everything is longer than any provider allows: an inventory file, a bill and a policy may be.
const long = (what: string, at: number) => `${what}-${at}-${'🦄'.repeat(60)}`
const list = <T>(length: number, make: (at: number) => T) => Array.from({ length }, (_, at) => make(at))

const folder = newFolder()
const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const tags = (at: number, word: string) =>
  Object.fromEntries(list(40, (tag) => [tag === 0 ? 'Owner' : long('Key', tag), `${word} ${at} ${'x'.repeat(300)}`]))
const idOf = (at: number) => `arn:aws:ec2:eu-west-1:111122223333:instance/${'i'.repeat(1000)}${at}`
const inventoryOf = (word: string) =>
  list(1000, (at) => {
    const place = {
      type: long('ec2:instance', at % 250),
      account: long('account', at % 300),
      region: long('region', at % 9),
    }
    return JSON.stringify({ id: idOf(at), ...place, monthlyCost: at, tags: tags(at, word) })
  }).join('\n')

const policy = {
  version: '1.0',
  required_tags: list(40, (at) => ({
    name: at === 0 ? 'Owner' : `Tag${at}`,
    description: 'What it is for. '.repeat(50),
    allowed_values: list(30, (value) => long('value', value)),
  })),
  aliases: Object.fromEntries(list(500, (at) => [`alias${at}`, 'Owner'])),
  exemptions: list(100, (at) => ({
    resources: [`arn:aws:s3:::${at}`],
    reason: 'r'.repeat(500),
    expires_at: '2030-01-01',
  })),
}
const bill = list(3000, (at) => ({
  ...{
    month: '2026-10',
    account: long('account', at % 300),
    region: long('region', at % 9),
    service: long('ec2', at),
    usd: 1,
  },
}))

const estate = file('estate.ndjson', inventoryOf('before'))
const server = await startServices({
  ...{ ESTATE: estate, POLICY_FILE: file('policy.json', JSON.stringify(policy)) },
  ...{ COSTS: 'file', COSTS_FILE: file('bill.json', JSON.stringify(bill)) },
})
const { ask, call } = server
const { auditId, snapshot } = await ask<{ auditId: string; snapshot: { takenAt: string } }>('check_tag_compliance')
const known = { ids: list(100, idOf), auditId, since: snapshot.takenAt }
file('estate.ndjson', inventoryOf('after'))
await server.untilEnded((await ask<{ auditId: string }>('start_audit')).auditId)

const sizeOf = async (tool: string, given: object = {}) => {
  const answer = await call(tool, given)
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message} ${answer.hint ?? ''}`)
  return Buffer.byteLength(answer.json + answer.text) / 4
}

test.each(tools)('$name answers in 6,000 tokens by default', async ({ name }) => {
  // There is no snapshot of a week ago.
  const given = name === 'detect_tag_drift' ? { since: known.since } : leastArguments(known)[name]
  expect(await sizeOf(name, given)).toBeLessThanOrEqual(6000)
})

test.each(tools)('$name answers in 20,000 tokens with any arguments', async ({ name }) => {
  expect(await sizeOf(name, mostArguments(known)[name])).toBeLessThanOrEqual(20_000)
})

test('pages that end early still come to the end, each row once', async () => {
  type Answer = { resources: { id: string }[]; nextCursor: string | null }
  const pages = await server.pages<Answer>('check_tag_compliance', { limit: 200, types: [long('ec2:instance', 1)] })
  expect(pages.flatMap(({ resources }) => resources.map(({ id }) => id)).toSorted()).toEqual(
    list(4, (at) => idOf(1 + at * 250)).toSorted(),
  )
})

test('what is left out is counted', async () => {
  const { omitted } = await ask<{ omitted: number }>('get_tagging_policy')
  expect(omitted).toBeGreaterThan(0)
  const validated = await ask<{ results: object[]; omitted: number }>('validate_resource_tags', { ids: known.ids })
  expect(validated.results.length + validated.omitted).toBe(100)
})
