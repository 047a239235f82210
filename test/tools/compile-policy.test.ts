import { beforeAll, expect, test } from 'vitest'
import { startServices } from '../support/services.ts'

let call: Awaited<ReturnType<typeof startServices>>['call']
beforeAll(async () => {
  ;({ call } = await startServices())
})

// biome-ignore lint/suspicious/noExplicitAny: what comes back is what the test is about
const dataOf = (result: any) => result.data

test.each(['custodian', 'aws-tag-policy', 'scp', 'aws-config', 'rego'])(
  '%s gets files and a list of what it cannot say',
  async (target) => {
    const data = dataOf(await call('compile_policy', { target }))
    expect(data.target).toBe(target)
    expect(data.files.length).toBeGreaterThan(0)
    expect(data.file).toBe(data.files[0].name)
    expect(data.losses.total).toBeGreaterThan(0)
  },
)

test('a long file comes in pieces that make the whole', async () => {
  const given = { target: 'aws-tag-policy' }
  let answer = dataOf(await call('compile_policy', given))
  let text = answer.text
  while (answer.nextCursor !== null) {
    answer = dataOf(await call('compile_policy', { ...given, cursor: answer.nextCursor }))
    text += answer.text
  }
  expect(text).toHaveLength(answer.files[0].length)
  expect(JSON.parse(text)).toHaveProperty('tags')
})

test('a file that is not there is refused with the names of those that are', async () => {
  const answer = await call('compile_policy', { target: 'rego', file: 'nope.rego' })
  expect(answer).toMatchObject({ ok: false, code: 'not_found', hint: expect.stringContaining('.rego') })
})
