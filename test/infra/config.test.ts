import { describe, expect, test } from 'vitest'
import { projectDefaults, stackFile } from '../../infra/recorder/project.ts'
import { keyNames, parseConfig } from '../../stacks/config.ts'

Error.stackTraceLimit = 0

const parse = (settings: Record<string, string>) => parseConfig({ ...projectDefaults(), ...settings }, 'some')
const ecs = (settings: object, others: Record<string, string> = {}) =>
  parse({
    'tagwarden:target': 'ecs',
    'aws:region': 'eu-west-1',
    'tagwarden:ecs': JSON.stringify(settings),
    ...others,
  })

test('Pulumi.yaml declares the keys that are read, no more and no less', () => {
  expect(Object.keys(projectDefaults()).toSorted()).toEqual(keyNames.map((name) => `tagwarden:${name}`).toSorted())
})

test.each(['Pulumi.dev.yaml', 'Pulumi.example-ecs.yaml'])('%s is a stack that parses', (file) => {
  expect(parse(stackFile(file))).toMatchObject({ environment: expect.any(String) })
})

test('without a word a stack is dev on local Docker, with SQLite', () => {
  expect(parse({})).toMatchObject({ kind: 'docker', environment: 'dev', port: 8000, storage: 'sqlite' })
})

test('[X3] ecs has PostgreSQL without a word', () => expect(ecs({})).toMatchObject({ storage: 'postgres' }))

describe('a mistake is a sentence', () => {
  const mistakes: [what: string, make: () => unknown, message: string][] = [
    [
      'a misspelt key',
      () => parse({ 'tagwarden:enviroment': 'prod' }),
      'tagwarden:enviroment is no setting; did you mean tagwarden:environment?',
    ],
    ['an unknown key', () => parse({ 'tagwarden:colour': 'red' }), 'tagwarden:colour is no setting'],
    [
      'a misspelt key of a target',
      () => ecs({ domian: 'x' }),
      'tagwarden:ecs.domian is no setting; did you mean tagwarden:ecs.domain?',
    ],
    [
      'settings of another target',
      () => parse({ 'tagwarden:ecs': '{"domain":"x"}' }),
      'tagwarden:ecs has settings, but tagwarden:target is docker',
    ],
    ['[X14] no region', () => ecs({}, { 'aws:region': '' }), 'aws:region is not set'],
    ['a domain without its zone', () => ecs({ domain: 'a.example.com' }), 'tagwarden:ecs.hostedZoneId: a domain needs'],
    ['an unknown environment', () => parse({ 'tagwarden:environment': 'qa' }), 'tagwarden:environment: invalid'],
    ['an image without digest', () => ecs({ image: 'a/b:latest' }), 'tagwarden:ecs.image: expected an image with its'],
    [
      'accounts without external id',
      () => ecs({ auditAccounts: ['123456789012'] }),
      'auditAccounts need auditExternal',
    ],
    ['a text for an object', () => parse({ 'tagwarden:docker': '"x"' }), 'tagwarden:docker: expected an object'],
  ]

  test.each(mistakes)('%s', (_what, make, message) => expect(make).toThrow(message))
})

test('keys of other namespaces are not ours to judge', () => {
  expect(parse({ 'aws:region': 'eu-west-1', 'pulumi:tags': '{}' })).toMatchObject({ kind: 'docker' })
})
