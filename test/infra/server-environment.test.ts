import { expect, test } from 'vitest'
import { commonEnvironment, contractNames, secretNames } from '../../components/server-environment.ts'
import { buildGraph, ec2, ecs } from '../../infra/recorder/stacks.ts'
import { settings } from '../../server/config/settings.ts'
import { parseConfig } from '../../server/config.ts'
import { settingsIn } from './checklist/machines.ts'
import { containersIn } from './checklist/task.ts'
import { inputsOf } from './recorder/find.ts'

Error.stackTraceLimit = 0

/** Settings that the server does not have yet. Strike each when it comes. */
const stillMissing = ['OTEL_EXPORTER_OTLP_ENDPOINT']

test('a deployment sets nothing that the server does not know', () => {
  const known = new Set(Object.keys(settings.shape))
  expect(contractNames.filter((name) => !known.has(name))).toEqual(stillMissing)
})

test('what the server calls secret a deployment treats as secret', () => {
  const secret = contractNames.filter((name) => settings.shape[name as keyof typeof settings.shape]?.meta()?.secret)
  expect(secretNames).toEqual(expect.arrayContaining(secret))
})

test('the server accepts what every target sets', () => {
  const given = commonEnvironment(8000, 'demo')
  expect(settings.partial().safeParse(given)).toMatchObject({ success: true })
})

const looks: [what: string, settings: object, others: Record<string, string>][] = [
  ['the demo', {}, {}],
  ['an account', {}, { 'tagwarden:estate': 'aws' }],
  [
    'several accounts',
    { auditAccounts: ['111122223333'], auditExternalId: 'a-long-word' },
    { 'tagwarden:estate': 'aws' },
  ],
]

test.each(looks)('the server starts with what ecs gives it to look at %s', async (_what, settings, others) => {
  const up = await buildGraph(ecs('dev', settings, others), 'up')
  const server = containersIn(up).find(({ name }) => name === 'server')
  const plain = Object.fromEntries(server.environment.map(({ name, value }: Pair) => [name, value]))
  const secret = Object.fromEntries(server.secrets.map(({ name }: Pair) => [name, ofSecrets[name]]))
  expect(() => parseConfig({ ...plain, ...secret })).not.toThrow()
})

test.each(looks)('the server starts with what ec2 gives it to look at %s', async (_what, settings, others) => {
  const up = await buildGraph(ec2('dev', settings, others), 'up')
  const paths = inputsOf(up, 'aws:secretsmanager/secret:Secret').map(({ description }) => String(description))
  const secret = Object.entries(ofSecrets).filter(([name]) => paths.includes(`${name} of the server`))
  const given = { ...settingsIn(up), DATABASE_CA_FILE: 'rds', ...Object.fromEntries(secret) }
  expect(() => parseConfig(given)).not.toThrow()
})

type Pair = { readonly name: string; readonly value: string }

const ofSecrets: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://tagwarden_a:secret@database:5432/tagwarden?sslmode=verify-full',
  REDIS_URL: 'rediss://:secret@cache:6379',
  API_KEY_HASHES: `sha256:${'a'.repeat(64)}`,
  AWS_ROLES: '[]',
}
