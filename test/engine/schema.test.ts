import { describe, expect, test } from 'vitest'
import { find, missing, without } from './programs.ts'
import { loadSchema, schemaFaults } from './standin/schema.ts'

const reader = find('provider-schemas')
const skipped = without('what a schema refuses', missing({ 'provider-schemas': reader }))
const faultsOf = (pkg: string, token: string, inputs: Record<string, unknown>) =>
  schemaFaults(loadSchema(reader ?? '', pkg), token, inputs)

describe.skipIf(skipped)('what tsc cannot see in a text or an `any`, the stand-in refuses', () => {
  const image = 'docker-build:index:Image'

  test('an unknown property, at any depth', () => {
    expect(faultsOf('docker-build', image, { push: true, colour: 1 })).toEqual(['colour: unknown'])
    expect(faultsOf('docker-build', image, { push: true, context: { location: '.', path: '.' } })).toEqual([
      'context.path: unknown',
    ])
  })
  test('a missing one, at any depth', () => {
    expect(faultsOf('docker-build', image, {})).toEqual(['push: missing'])
    expect(faultsOf('docker-build', image, { push: true, context: {} })).toEqual(['context.location: missing'])
  })
  test('a wrong type', () => {
    expect(faultsOf('docker-build', image, { push: 'yes', tags: 'a' })).toEqual([
      'push: string, not boolean',
      'tags: string, not a list',
    ])
  })
  test('a word that is none of those allowed', () => {
    expect(faultsOf('docker-build', image, { push: true, network: 'wide' })[0]).toMatch(/^network: wide is none of /)
  })
  test('a resource that the package does not have', () => {
    expect(faultsOf('random', 'random:index/randomColour:RandomColour', {})).toHaveLength(1)
  })
  test('what a preview does not know yet is let through', () => {
    const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
    expect(faultsOf('docker-build', image, { push: unknown, tags: unknown })).toEqual([])
  })
})
