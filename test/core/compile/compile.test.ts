import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePolicy, compileTargets } from '../../../server/core/compile/compile.ts'
import { arbitraryPolicyFile } from '../../support/arbitraries.ts'
import { loaded } from '../../support/builders.ts'

const options = { action: 'tag-default', defaults: { Owner: 'team-a' } } as const

test.each(compileTargets)('%s: any policy compiles, twice to the same', (target) => {
  fc.assert(
    fc.property(arbitraryPolicyFile(), (file) => {
      const { document } = loaded(file).policy
      const compiled = compilePolicy(document, target, options)
      expect(compilePolicy(document, target, options)).toEqual(compiled)
      expect(compiled.target).toBe(target)
    }),
    { numRuns: 30 },
  )
})

test.each(['aws-tag-policy', 'scp', 'aws-config'] as const)('%s: files are JSON', (target) => {
  fc.assert(
    fc.property(arbitraryPolicyFile(), (file) => {
      for (const { text, mediaType } of compilePolicy(loaded(file).policy.document, target).files) {
        expect(mediaType).toBe('application/json')
        expect(() => JSON.parse(text)).not.toThrow()
      }
    }),
    { numRuns: 50 },
  )
})

test.each(compileTargets)('%s: losses name places in the policy, each once', (target) => {
  fc.assert(
    fc.property(arbitraryPolicyFile(), (file) => {
      const { losses } = compilePolicy(loaded(file).policy.document, target)
      const lines = losses.map(({ path, rule, reason }) => `${path} ${rule} ${reason}`)
      expect(new Set(lines).size).toBe(lines.length)
      for (const { path } of losses) {
        expect(path).toMatch(
          /^$|^(required_tags|optional_tags|forbidden_tags|exemptions|aliases|scope|grace_period_hours|tag_naming_rules)/,
        )
      }
    }),
    { numRuns: 50 },
  )
})

test('names of files differ', () => {
  const { document } = loaded({ required_tags: [{ name: 'Owner' }, { name: 'Stage', allowed_values: ['a'] }] }).policy
  for (const target of compileTargets) {
    const names = compilePolicy(document, target).files.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(0)
  }
})
