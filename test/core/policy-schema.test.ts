import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { policyJsonSchema } from '../../server/core/policy-schema.ts'
import { problemsOf } from '../support/builders.ts'

const schema = policyJsonSchema()
const word = { type: 'string' }
const open = { patternProperties: { '^x-': {} }, additionalProperties: false }

describe('the JSON Schema for editors', () => {
  test('describes a policy', () => {
    expect(schema).toMatchObject({ title: 'Tagwarden tagging policy', type: 'object', required: ['version'] })
  })

  test('knows $schema at the top, and keys of your own', () => {
    expect(schema).toMatchObject({ ...open, properties: { $schema: word, version: word } })
  })

  test('demands of a rule its name only, of at most 128 characters', () => {
    const items = { ...open, required: ['name'], properties: { name: { minLength: 1, maxLength: 128 } } }
    expect(schema).toMatchObject({
      properties: { required_tags: { items }, optional_tags: { items }, forbidden_tags: { items } },
    })
  })

  test('takes any key in aliases', () => {
    expect(schema).toMatchObject({ properties: { aliases: { additionalProperties: word } } })
    expect(schema).not.toMatchObject({ properties: { aliases: { patternProperties: {} } } })
  })

  test('tells what a name does not', () => {
    expect(schema).toMatchObject({ properties: { aliases: { description: 'Deprecated key → the key it should be' } } })
    expect(JSON.stringify(schema)).not.toContain('"description":""')
  })
})

describe('a file is fine to an editor if it is fine to the loader', () => {
  // `policyJsonSchema` says `object`; that it is a JSON Schema is what we test.
  const editor = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])
  test.each<[boolean, object]>([
    [true, { $schema: 'x', 'x-a': 1, required_tags: [{ name: 'A', 'x-b': 1, severity: 'warning' }] }],
    [true, { aliases: { 'x-a': 'A', b: 'A' }, scope: { types: [] }, tag_naming_rules: {} }],
    [false, { required_tagz: [] }],
    [false, { required_tags: [{ severity: 'error' }] }],
    [false, { required_tags: [{ name: 'A', severity: 'fatal' }] }],
    [false, { required_tags: [{ name: 'A', allowed_values: [] }] }],
    [false, { aliases: { a: 1 } }],
    [false, { exemptions: [{ resources: ['*'], reason: 'r' }] }],
  ])('%s: %j', (fine, file) => {
    expect(problemsOf(file).length === 0).toBe(fine)
    expect(editor.safeParse({ version: '1.0', ...file }).success).toBe(fine)
  })
})
