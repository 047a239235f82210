import { describe, expect, test } from 'vitest'
import { projectDefaults, stackFile } from '../../infra/recorder/project.ts'
import { keyNames, parseConfig } from '../../stacks/config.ts'

Error.stackTraceLimit = 0

const parse = (settings: Record<string, string>) => parseConfig({ ...projectDefaults(), ...settings }, 'some')
const onAws = (target: 'ecs' | 'ec2', settings: object, others: Record<string, string>) =>
  parse({
    'tagwarden:target': target,
    'aws:region': 'eu-west-1',
    [`tagwarden:${target}`]: JSON.stringify(settings),
    ...others,
  })

const ecs = (settings: object, others: Record<string, string> = {}) => onAws('ecs', settings, others)
const ec2 = (settings: object, others: Record<string, string> = {}) => onAws('ec2', settings, others)

test('Pulumi.yaml declares the keys that are read, no more and no less', () => {
  expect(Object.keys(projectDefaults()).toSorted()).toEqual(keyNames.map((name) => `tagwarden:${name}`).toSorted())
})

test.each(['Pulumi.dev.yaml', 'Pulumi.example-ecs.yaml', 'Pulumi.example-ec2.yaml'])(
  '%s is a stack that parses',
  (file) => {
    expect(parse(stackFile(file))).toMatchObject({ environment: expect.any(String) })
  },
)

test('without a word a stack is dev on local Docker, with SQLite', () => {
  expect(parse({})).toMatchObject({ kind: 'docker', environment: 'dev', port: 8000, storage: 'sqlite' })
})

test('[X3] on AWS there is PostgreSQL without a word', () => {
  expect(ecs({})).toMatchObject({ storage: 'postgres' })
  expect(ec2({})).toMatchObject({ storage: 'postgres' })
})

test('[B19] a machine is a t3.medium without a word', () => {
  expect(ec2({})).toMatchObject({ kind: 'ec2', aws: { instanceType: 't3.medium', region: 'eu-west-1' } })
})

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
    ['[X14] no region for machines', () => ec2({}, { 'aws:region': '' }), 'aws:region is not set'],
    ['a setting of tasks for machines', () => ec2({ rollout: 'rolling' }), 'tagwarden:ec2.rollout is no setting'],
    ['a machine of another processor', () => ec2({ instanceType: 't4g.medium' }), 'with an x86 processor'],
    ['an image on no registry', () => ec2({ image: 'tagwarden:1' }), 'an image in a registry with its digest'],
    ['no type of a machine', () => ec2({ instanceType: 'medium' }), 'expected a type such as t3.medium'],
    ['an image by name', () => ec2({ ami: 'al2023' }), 'tagwarden:ec2.ami: expected an image of Amazon Linux 2023'],
    ['a text for an object', () => parse({ 'tagwarden:docker': '"x"' }), 'tagwarden:docker: expected an object'],
  ]

  test.each(mistakes)('%s', (_what, make, message) => expect(make).toThrow(message))
})

test('keys of other namespaces are not ours to judge', () => {
  expect(parse({ 'aws:region': 'eu-west-1', 'pulumi:tags': '{}' })).toMatchObject({ kind: 'docker' })
})
