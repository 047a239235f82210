import { beforeAll, expect, test } from 'vitest'
import { startServices } from '../support/services.ts'

let call: Awaited<ReturnType<typeof startServices>>['call']
beforeAll(async () => {
  ;({ call } = await startServices())
})

const content = {
  tags: {
    costcenter: {
      tag_key: { '@@assign': 'CostCenter' },
      tag_value: { '@@assign': ['100', '200*'] },
      enforced_for: { '@@assign': ['ec2:instance'] },
    },
  },
}

test('a tag policy becomes a policy of ours that loads, and enforced is not required', async () => {
  const answer = await call('import_tag_policy', { chain: [{ content }] })
  expect(answer).toMatchObject({
    ok: true,
    data: {
      policy: { optional_tags: [{ name: 'CostCenter', allowed_values: ['100'], allowed_globs: ['200*'] }] },
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    },
  })
})

test('the document may come as its text', async () => {
  const asText = await call('import_tag_policy', { chain: [{ content: JSON.stringify(content) }] })
  const asJson = await call('import_tag_policy', { chain: [{ content }] })
  expect(asText).toEqual(asJson)
})

test('an account before its root is refused', async () => {
  const chain = [
    { level: 'account', content },
    { level: 'root', content },
  ]
  expect(await call('import_tag_policy', { chain })).toMatchObject({ ok: false, code: 'bad_usage' })
})
