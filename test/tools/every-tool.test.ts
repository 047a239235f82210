import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test, vi } from 'vitest'
import { listTools } from '../../server/mcp/tool-list.ts'
import { jobStatuses, type Store } from '../../server/ports.ts'
import { tools } from '../../server/tools/index.ts'
import { startServices } from '../support/services.ts'
import { leastArguments, mostArguments } from '../support/tool-examples.ts'

const { call, ask, store } = await startServices()
const { resources, auditId } = await ask<{ resources: { id: string }[]; auditId: string }>('check_tag_compliance')
const lastWeek = new Date(Date.now() - 7 * 86_400_000).toISOString()
const known = { ids: resources.map(({ id }) => id), auditId, since: lastWeek }
const least = leastArguments(known)
const definitions = [...listTools(tools).values()].map(({ tool, inputSchema, outputSchema }) => {
  const { name, title, description, annotations } = tool
  return { name, title, description, inputSchema, outputSchema, annotations }
})

type Property = {
  readonly type?: string
  readonly default?: unknown
  readonly enum?: unknown[]
  readonly items?: object
}
type Schema = { readonly properties?: Record<string, Property>; readonly required?: readonly string[] }

const tokens = (text: string) => Buffer.byteLength(text) / 4

describe.each(definitions)('$name', ({ name, title, description, inputSchema, outputSchema, annotations }) => {
  const { properties = {}, required = [] } = inputSchema as Schema // made of a zod object
  const given = least[name] ?? {}

  test('has a name, a title and a description of the right size', () => {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(name.length).toBeLessThanOrEqual(30)
    expect(title).toMatch(/^[A-Z][^.]{3,50}$/)
    expect(description).toMatch(/^[A-Z].{40,}\.$/s)
    expect(description.length).toBeLessThanOrEqual(600)
  })

  test('says of itself what is possible', () => {
    const { readOnlyHint, destructiveHint, idempotentHint } = annotations
    expect(readOnlyHint && destructiveHint).toBe(false)
    expect(readOnlyHint && !idempotentHint).toBe(false)
    const scope = readOnlyHint ? 'audit:read' : 'audit:write'
    expect(tools.find((tool) => tool.name === name)?.scopes).toEqual([scope])
  })

  test('refuses an argument it does not know, and says which was meant', async () => {
    const [first = 'limit'] = Object.keys(properties)
    const refusal = await call(name, { ...given, [`${first}x`]: 1 })
    const meant = first in properties ? `Did you mean "${first}"?` : ''
    const message = expect.stringContaining(`there is no argument "${first}x".${meant && ` ${meant}`}`)
    expect(refusal).toMatchObject({ ok: false, code: 'invalid_arguments', message })
  })

  test('can be called with what it demands and nothing else, or says what is missing', async () => {
    expect(await call(name, given)).toMatchObject({ ok: true, text: expect.stringMatching(/^[A-Z$0-9].*\.$/s) })
    const bare = await call(name)
    if (Object.keys(given).length === 0) return expect(bare.ok).toBe(true)
    const words = required.length > 0 ? required : Object.keys(given)
    expect(bare).toMatchObject({ ok: false, message: expect.stringContaining(words[0] ?? '') })
  })

  test('has a default for every choice, number and flag', () => {
    const open = Object.entries(properties).filter(([, { type, enum: choices, default: otherwise }]) => {
      const isChosen = choices !== undefined || type === 'integer' || type === 'number' || type === 'boolean'
      return isChosen && otherwise === undefined
    })
    // These two mean "all" and "as it is" where they are absent; a target has to be chosen.
    const fine = ['severity', 'gracePeriodHours', 'target']
    expect(open.map(([word]) => word).filter((word) => !fine.includes(word))).toEqual([])
  })

  test('answers as its output schema says', async () => {
    const validate = new Ajv2020({ strict: false }).compile(outputSchema)
    validate(await ask(name, given))
    expect(validate.errors).toBeNull()
  })

  test('answers in at most 6,000 tokens by default, and 20,000 with any arguments', async () => {
    const usual = await call(name, given)
    const largest = await call(name, mostArguments(known)[name] ?? given)
    expect(usual.ok && tokens(usual.json + usual.text)).toBeLessThanOrEqual(6000)
    expect(largest.ok && tokens(largest.json + largest.text)).toBeLessThanOrEqual(20_000)
  })

  test.runIf(annotations.readOnlyHint)('answers equal calls equally and leaves the store as it was', async () => {
    await vi.waitFor(async () => expect(await store.jobs('working')).toEqual([]))
    const before = await everythingIn(store)
    const first = await call(name, given)
    const second = await call(name, given)
    expect(withoutAge(second)).toEqual(withoutAge(first))
    expect(await everythingIn(store)).toEqual(before)
  })
})

const withoutAge = (answer: object) => JSON.stringify(answer).replaceAll(/ageS\W+\d+/g, 'ageS')

async function everythingIn({ snapshots, audits, jobs, schedules }: Store) {
  return {
    snapshots: (await snapshots('demo', { limit: 1000 })).map(({ id }) => id),
    audits: (await audits('demo', { limit: 1000 })).map(({ id }) => id),
    jobs: await Promise.all(jobStatuses.map((status) => jobs(status))),
    schedules: await schedules(),
  }
}

describe('all together', () => {
  test('are listed in fewer than 9,000 tokens, and each change of the list is seen', async () => {
    const listed = tokens(JSON.stringify(definitions))
    console.info(`${definitions.length} tools are listed in ${Math.round(listed)} tokens`)
    expect(listed).toBeLessThan(9000)
    await expect(JSON.stringify(definitions, null, 2)).toMatchFileSnapshot('every-tool.definitions.snap')
  })

  test('mean the same by the same word', () => {
    const kinds = definitions.flatMap(({ inputSchema }) =>
      Object.entries((inputSchema as Schema).properties ?? {}).map(
        ([word, { type, items }]) => [word, JSON.stringify([type, items])] as const,
      ),
    )
    const byWord = Map.groupBy(kinds, ([word]) => word)
    const different = [...byWord].filter(([, uses]) => new Set(uses.map(([, kind]) => kind)).size > 1)
    expect(different.map(([word]) => word)).toEqual(['groupBy'])
  })

  test('have a test each', () => {
    const files = tools.map(({ name }) => `test/tools/${name.replaceAll('_', '-')}.test.ts`)
    for (const file of files) expect(readFileSync(file, 'utf8')).toContain('test(')
  })
})
