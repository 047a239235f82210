import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tools } from '../../server/tools/index.ts'
import { parseCsv } from '../support/csv.ts'
import { newFolder } from '../support/demo-folder.ts'
import { dangerous, hostileTexts, injection } from '../support/hostile.ts'
import { startServices } from '../support/services.ts'
import { leastArguments, mostArguments } from '../support/tool-examples.ts'

// Each text is an id, a name, a type, an account, a region, a key and a value.
const idOf = (text: string) => `arn:aws:ec2:eu-west-1:111122223333:instance/${text}`
const resourceOf = (text: string, value: string) => ({
  ...{ id: idOf(text), type: `ec2:${text}`, account: text, region: text, name: text, state: text, monthlyCost: 1 },
  tags: { ...Object.fromEntries([[text, text]]), Owner: text, Environment: value, Application: text, temp: text },
})
const estate = join(newFolder(), 'estate.ndjson')
const writeEstate = (value: string) =>
  writeFileSync(estate, hostileTexts.map((text) => JSON.stringify(resourceOf(text, value + text))).join('\n'))

writeEstate('a')
const server = await startServices({ ESTATE: estate })
const { ask, call } = server
const { auditId, snapshot } = await ask<{ auditId: string; snapshot: { takenAt: string } }>('check_tag_compliance')
writeEstate('b')
await server.untilEnded((await ask<{ auditId: string }>('start_audit')).auditId)

const read = ['\ud800 alone']
const written = hostileTexts.filter((text) => !read.includes(text))
const known = { ids: written.map(idOf), auditId, since: snapshot.takenAt }
const calls = tools.flatMap(({ name }) => [
  { name, given: name === 'detect_tag_drift' ? { since: known.since } : (leastArguments(known)[name] ?? {}) },
  { name, given: mostArguments(known)[name] ?? {} },
])

describe.each(calls)('$name', ({ name, given }) => {
  test('keeps control, direction and invisible characters out of what it sends', async () => {
    const answer = await call(name, given)
    expect(answer).toMatchObject({ ok: true })
    expect(answer.ok && answer.json).not.toMatch(dangerous)
    expect(answer.ok && answer.text.replaceAll('\n', '')).not.toMatch(dangerous)
  })

  test('never says in its own words what a tag says', async () => {
    const answer = await call(name, given)
    expect(answer.ok && answer.text).not.toContain(injection.trim())
    expect(answer.ok && JSON.stringify(answer.links)).not.toContain(injection.trim())
  })
})

test.each(written)('%j comes back as it is, as data', async (text) => {
  const { results } = await ask<{ results: { id: string; tags: Record<string, string>; outcome: string }[] }>(
    'validate_resource_tags',
    { ids: [idOf(text)] },
  )
  expect(results).toMatchObject([{ id: idOf(text), outcome: 'violating' }])
  const { temp, ...tags } = results[0]?.tags ?? {}
  expect([temp, tags.Owner]).toEqual([text, text])
  // No provider allows a key of 256 characters.
  expect(Object.keys(tags)).toContainEqual(expect.stringContaining(text.slice(0, 200)))
})

test.each(['explain_verdict', 'suggest_tags'])('%s takes every such id', async (tool) => {
  for (const id of known.ids) expect(await ask(tool, { id })).toMatchObject({ id })
})

test('a refusal repeats nothing dangerous', async () => {
  for (const text of hostileTexts) {
    const refusals = [
      await call('explain_verdict', { id: `nothing ${text}` }),
      await call('get_audit', { auditId: text.slice(0, 60) }),
      await call('check_tag_compliance', { [text]: text, severity: text }),
      await call(text),
    ]
    const words = refusals.map((refusal) => (refusal.ok ? 'accepted' : `${refusal.message} ${refusal.hint}`))
    expect(words.join(' ').replaceAll('\n', '')).not.toMatch(dangerous)
    expect(words).not.toContain('accepted')
  }
})

async function fileOf(tool: string, format: string): Promise<string> {
  const { uri } = await ask<{ uri: string }>(tool, { format })
  return readFileSync(join(server.folder, 'artifacts', uri.replace('report://', '')), 'utf8')
}

describe('in a file', () => {
  test.each(['export_violations', 'generate_compliance_report'])('of CSV by %s no cell is a formula', async (tool) => {
    const [header, ...records] = parseCsv(await fileOf(tool, 'csv'))
    expect(new Set(records.map(({ length }) => length))).toEqual(new Set([header?.length]))
    expect(records.flat().filter((cell) => /^[\s\p{Cc}\p{Cf}]*[=+\-@|]/u.test(cell) || /^[\t\r]/.test(cell))).toEqual(
      [],
    )
  })

  test.each(['markdown', 'html'])('of %s nothing is invisible, and nothing moves a cursor', async (format) => {
    expect((await fileOf('generate_compliance_report', format)).replaceAll('\n', '')).not.toMatch(dangerous)
  })

  test('of HTML nothing is markup that was a text', async () => {
    const text = await fileOf('generate_compliance_report', 'html')
    expect(text).not.toMatch(/<script|<img|<a |onerror=(?!alert\(1\)&gt;)/)
    expect(text).toContain('&lt;script&gt;')
  })

  test('of Markdown nothing is a link, an image, code or HTML that was a text', async () => {
    const text = await fileOf('generate_compliance_report', 'markdown')
    expect(text).not.toMatch(/(?<!\\)<(script|img)|(?<!\\)!\[|(?<!\\)\[link|(?<!\\)`code|(?<!\\)\*\*bold/)
    expect(text).not.toContain('https://')
    const columns = text.split('\n').filter((line) => line.startsWith('|'))
    expect(columns.filter((line) => !line.endsWith('|'))).toEqual([])
  })

  test.each(['json', 'ndjson'])('of %s every text is one, whole', async (format) => {
    const text = await fileOf('export_violations', format)
    const first =
      format === 'json'
        ? JSON.parse(text).resources
        : text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line))
    expect(first.map(({ id }: { id?: string }) => id)).toEqual(expect.arrayContaining(known.ids))
  })
})
