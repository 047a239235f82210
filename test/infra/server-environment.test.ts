import { expect, test } from 'vitest'
import { commonEnvironment, contractNames, secretNames } from '../../components/server-environment.ts'
import { settings } from '../../server/config/settings.ts'

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
