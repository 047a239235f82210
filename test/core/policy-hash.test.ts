import { describe, expect, test } from 'vitest'
import { loadPolicy, printPolicy } from '../../server/core/policy.ts'
import { load, loaded, now } from '../support/builders.ts'

const required = {
  name: 'Environment',
  description: 'Where it runs',
  allowed_values: ['production', 'staging'],
  allowed_globs: ['sandbox-*', 'test-*'],
  validation_regex: '[a-z-]+',
  regex_mode: 'full',
  applies_to: ['ec2:instance', 'rds:*'],
  severity: 'error',
  allow_empty: false,
  case_insensitive_values: false,
  required_when: { tag: 'Stage', in: ['a', 'b'] },
  weight: 1,
}
const exemption = {
  id: 'EX-1',
  resources: ['arn:aws:s3:::legacy-*', 'arn:aws:s3:::old-*'],
  tags: ['Environment', 'Project'],
  reason: 'migrating',
  approved_by: 'cto',
  expires_at: '2030-01-01T00:00:00Z',
}
const full = {
  version: '1.0',
  last_updated: '2026-01-09T09:36:02Z',
  required_tags: [required],
  optional_tags: [{ name: 'Project', allowed_values: ['apollo'] }],
  forbidden_tags: [{ name: 'temp', reason: 'nothing is', applies_to: ['s3:bucket'], severity: 'error' }],
  aliases: { env: 'Environment', Stage: 'Environment' },
  tag_naming_rules: {
    case_sensitivity: true,
    allow_special_characters: true,
    max_key_length: 128,
    max_value_length: 256,
  },
  exemptions: [exemption],
  grace_period_hours: 24,
  scope: { accounts: ['1*'], regions: ['eu-*'], types: ['ec2:*'], exclude: ['arn:aws:s3:::x'] },
}
const hashOf = (file: object) => loaded(file).policy.hash
const withTag = (fields: object) => ({ ...full, required_tags: [{ ...required, ...fields }] })
const withForbidden = (fields: object) => ({ ...full, forbidden_tags: [{ ...full.forbidden_tags[0], ...fields }] })
const withNaming = (fields: object) => ({ ...full, tag_naming_rules: { ...full.tag_naming_rules, ...fields } })
const withExemption = (fields: object) => ({ ...full, exemptions: [{ ...exemption, ...fields }] })
const withScope = (fields: object) => ({ ...full, scope: { ...full.scope, ...fields } })

test('the hash is sha256: and 64 hexadecimal digits', () => {
  expect(hashOf(full)).toMatch(/^sha256:[0-9a-f]{64}$/)
})

// A hash is compared between runs and releases, so an accident must not change it.
test('the hash of a policy is the same in every release', () => {
  expect(hashOf({})).toBe('sha256:ca739897c1151d8efb81b77cf57a07072d080807a70ac9a44f9b73792c3eec75')
  expect(hashOf(full)).toBe('sha256:be9b17c49e58ecf504c1a2107d1fb77c038a23bf0011d61b2fa1bf46da26fdba')
})

describe('what does not change the hash', () => {
  test.each<[string, object]>([
    ['another last_updated', { ...full, last_updated: '2020-01-01' }],
    ['no last_updated', { ...full, last_updated: undefined }],
    ['another description', withTag({ description: 'Elsewhere' })],
    ['$schema', { ...full, $schema: './policy.schema.json' }],
    ['x- keys', { ...withTag({ 'x-note': 1 }), 'x-note': 2 }],
    ['allowed_values in another order', withTag({ allowed_values: ['staging', 'production'] })],
    ['allowed_globs in another order', withTag({ allowed_globs: ['test-*', 'sandbox-*'] })],
    ['applies_to in another order', withTag({ applies_to: ['rds:*', 'ec2:instance'] })],
    ['aliases in another order', { ...full, aliases: { Stage: 'Environment', env: 'Environment' } }],
    ['the same moment in other words', withExemption({ expires_at: '2030-01-01T01:00+01:00' })],
  ])('%s', (_, file) => {
    expect(hashOf(file)).toBe(hashOf(full))
  })

  test('a default written out', () => {
    const written = {
      required_tags: [{ ...required, name: 'A', required_when: null, allowed_globs: null, description: null }],
      optional_tags: [],
      forbidden_tags: [{ name: 'temp', reason: null, applies_to: [], severity: 'error' }],
      aliases: {},
      tag_naming_rules: full.tag_naming_rules,
      exemptions: [{ ...exemption, id: 'exemptions[0]', tags: [] }],
      grace_period_hours: 0,
      scope: { accounts: [], regions: null },
    }
    const { allowed_values, validation_regex, applies_to } = required
    const { id, tags, ...unnamed } = exemption
    expect(hashOf(written)).toBe(
      hashOf({
        required_tags: [{ name: 'A', allowed_values, validation_regex, applies_to }],
        forbidden_tags: [{ name: 'temp' }],
        exemptions: [unnamed],
      }),
    )
  })

  test('white space and the order of keys', () => {
    const text = JSON.stringify(Object.fromEntries(Object.entries(full).toReversed()), null, '\t')
    expect(loadPolicy(text, now)).toMatchObject({ policy: { hash: hashOf(full) } })
  })
})

describe('any change of meaning changes the hash', () => {
  test.each<[string, object]>([
    ['version', { ...full, version: '1.1' }],
    ['required_tags', { ...full, required_tags: [] }],
    ['optional_tags', { ...full, optional_tags: [] }],
    ['forbidden_tags', { ...full, forbidden_tags: [] }],
    ['name', withTag({ name: 'environment' })],
    ['allowed_values', withTag({ allowed_values: ['production'] })],
    ['allowed_values of none', withTag({ allowed_values: null })],
    ['allowed_globs', withTag({ allowed_globs: ['sandbox-*'] })],
    ['validation_regex', withTag({ validation_regex: '[a-z-]*' })],
    ['regex_mode', withTag({ regex_mode: 'search' })],
    ['applies_to', withTag({ applies_to: ['rds:*'] })],
    ['severity', withTag({ severity: 'warning' })],
    ['allow_empty', withTag({ allow_empty: true })],
    ['case_insensitive_values', withTag({ case_insensitive_values: true })],
    ['required_when', withTag({ required_when: null })],
    ['required_when.tag', withTag({ required_when: { tag: 'Tier', in: ['a', 'b'] } })],
    ['required_when.in', withTag({ required_when: { tag: 'Stage', in: ['a'] } })],
    ['the form of required_when', withTag({ required_when: { tag: 'Stage', equals: 'a' } })],
    ['required_when.matches', withTag({ required_when: { tag: 'Stage', matches: 'a' } })],
    ['weight', withTag({ weight: 2 })],
    ['the order of rules', { ...full, optional_tags: [{ name: 'B' }, ...full.optional_tags] }],
    ['a forbidden name', withForbidden({ name: 'tmp' })],
    ['the reason of a forbidden tag', withForbidden({ reason: 'just so' })],
    ['applies_to of a forbidden tag', withForbidden({ applies_to: null })],
    ['severity of a forbidden tag', withForbidden({ severity: 'warning' })],
    ['an alias more', { ...full, aliases: { ...full.aliases, e: 'Environment' } }],
    ['an alias for something else', { ...full, aliases: { ...full.aliases, env: 'Project' } }],
    ['an alias called description', { ...full, aliases: { ...full.aliases, description: 'Project' } }],
    ['an alias called last_updated', { ...full, aliases: { ...full.aliases, last_updated: 'Project' } }],
    ['an alias called __proto__', { ...full, aliases: { ...full.aliases, ['__proto__']: 'Project' } }],
    ['an alias called x-env', { ...full, aliases: { ...full.aliases, 'x-env': 'Environment' } }],
    ['case_sensitivity', withNaming({ case_sensitivity: false })],
    ['allow_special_characters', withNaming({ allow_special_characters: false })],
    ['max_key_length', withNaming({ max_key_length: 127 })],
    ['max_value_length', withNaming({ max_value_length: 255 })],
    ['exemptions', { ...full, exemptions: [] }],
    ['the id of an exemption', withExemption({ id: 'EX-2' })],
    ['resources', withExemption({ resources: ['arn:aws:s3:::legacy-*'] })],
    ['the order of resources', withExemption({ resources: exemption.resources.toReversed() })],
    ['tags', withExemption({ tags: ['Environment'] })],
    ['tags, then every tag', withExemption({ tags: null })],
    ['the reason of an exemption', withExemption({ reason: 'tired' })],
    ['approved_by', withExemption({ approved_by: 'ceo' })],
    ['expires_at', withExemption({ expires_at: '2030-01-01T00:00:01Z' })],
    ['grace_period_hours', { ...full, grace_period_hours: 25 }],
    ['scope.accounts', withScope({ accounts: null })],
    ['scope.regions', withScope({ regions: ['us-*'] })],
    ['scope.types', withScope({ types: ['rds:*'] })],
    ['scope.exclude', withScope({ exclude: [] })],
  ])('%s', (_, file) => {
    expect(hashOf(file)).not.toBe(hashOf(full))
  })
})

test('the printed policy loads as the same policy', () => {
  const { policy } = loaded(full)
  expect(load(JSON.parse(printPolicy(policy)))).toMatchObject({ ok: true, policy })
})

test('a policy is printed for people: indented, with a line break at the end', () => {
  expect(printPolicy(loaded(full).policy)).toMatch(/^{\n {2}"version": "1.0",\n[\s\S]*\n}\n$/)
})
