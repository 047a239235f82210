import { expect, test } from 'vitest'
import { demoByTheBook, type Judged, judgeAll } from '../support/demo-by-the-book.ts'
import { startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call } = server
const { judged, violating, audit } = await demoByTheBook(server)

type Suggestion = {
  readonly tag: string
  readonly value: string | null
  readonly confidence: number
  readonly evidence: readonly { readonly kind: string; readonly detail: string }[]
  readonly abstained?: string
}
type Answer = { readonly suggestions: readonly Suggestion[]; readonly notJudged: string | null; readonly tags: object }
const suggest = (id: string) => ask<Answer>('suggest_tags', { id })
const found = (matches: (one: Judged) => boolean) => judged.find(matches) as Judged // all of these occur

test('one suggestion for every required tag that is missing or wrong', async () => {
  const { id, violations, tags } = found(({ verdict }) => verdict === 'violating')
  const answer = await suggest(id)
  const wanting = violations.filter(({ severity }) => severity === 'error').map(({ tag }) => tag)
  expect(answer.suggestions.map(({ tag }) => tag)).toEqual([...new Set(wanting)])
  expect(answer.tags).toEqual(tags)
})

test('a value nearly right is put right, and the evidence quotes it', async () => {
  const { id, violations } = found((one) => one.violations.some(({ suggestion }) => suggestion !== undefined))
  const wrong = violations.find(({ suggestion }) => suggestion !== undefined)
  const { suggestions } = await suggest(id)
  const own = suggestions.find(({ tag }) => tag === wrong?.tag)
  expect(own?.value).toBe(wrong?.suggestion)
  const detail = `${JSON.stringify(wrong?.found)} is nearly that`
  expect(own?.evidence).toContainEqual({ kind: 'own_value', detail })
})

test('whatever is suggested, the policy accepts', async () => {
  const some = violating.slice(0, 10)
  const suggested = await Promise.all(some.map(({ id }) => suggest(id)))
  const mended = some.flatMap((resource, at) =>
    (suggested[at]?.suggestions ?? [])
      .filter(({ value }) => value !== null)
      .map(({ tag, value }) => ({ ...resource, asked: tag, tags: { ...resource.tags, [tag]: value ?? '' } })),
  )
  expect(mended.length).toBeGreaterThan(5)
  const still = judgeAll(mended, Date.parse(audit.evaluatedAt)).map(({ violations }, at) =>
    violations.filter(({ tag }) => tag === mended[at]?.asked),
  )
  expect(still.flat().filter(({ rule }) => rule !== 'duplicate_key_case')).toEqual([])
})

test('without good evidence it abstains and says why', async () => {
  const bare = violating.filter(({ tags }) => Object.keys(tags ?? {}).length === 0)
  const answers = await Promise.all(bare.slice(0, 10).map(({ id }) => suggest(id)))
  const silent = answers.flatMap(({ suggestions }) => suggestions).find(({ value }) => value === null)
  expect(silent).toMatchObject({ confidence: 0, abstained: expect.stringMatching(/evidence|neighbours|ambiguous/) })
})

test.each([
  ['tags that could not be read', 'tags_unreadable', ({ verdict }: Judged) => verdict === 'unknown'],
  ['what the provider manages', 'managed', ({ managed }: Judged) => managed === true],
])('for %s there is nothing to suggest', async (_name, notJudged, matches) => {
  expect(await suggest(found(matches).id)).toMatchObject({ suggestions: [], notJudged })
})

test('refuses a resource that is not there', async () => {
  expect(await call('suggest_tags', { id: 'arn:aws:s3:::no-such-bucket' })).toMatchObject({ code: 'not_found' })
})
