import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settingsPage } from '../../server/config/listing.ts'
import { run } from '../support/shell.ts'

test('docs/configuration.md is what the schema says', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(settingsPage())
})

test('config lists the value in force and its default', async () => {
  const { status, out } = await run(['config'], { env: { PORT: '9000' } })
  expect(status).toBe(0)
  expect(out).toContain('PORT=9000   (default: 8000)\n    Port of MCP')
})

test('config --format json says the same to programs', async () => {
  const { out } = await run(['config', '--format', 'json'])
  expect(JSON.parse(out)[0]).toEqual({
    name: 'PORT',
    value: '8000',
    fallback: '8000',
    description: 'Port of MCP, the REST API and its documentation. 0 takes any free port.',
  })
})

test('config does not show keys', async () => {
  const { out } = await run(['config'], { env: { API_KEY_HASHES: `sha256:${'a'.repeat(64)}` } })
  expect(out).toContain('API_KEY_HASHES=(1 set)')
  expect(out).not.toContain('aaaa')
})

test('config --markdown prints the page of the documentation', async () => {
  expect((await run(['config', '--markdown'], { env: { PORT: 'wrong' } })).out).toBe(settingsPage())
})

test('config with a wrong setting names it and ends with 2', async () => {
  const { status, out, err } = await run(['config'], { env: { PORT: 'wrong' } })
  expect({ status, out }).toEqual({ status: 2, out: '' })
  expect(err).toContain('PORT="wrong"')
})
