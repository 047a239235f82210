import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { acceptApiKeys, acceptEverybody } from '../../server/guards/authenticate.ts'
import { openKeyRing } from '../../server/guards/key-ring.ts'
import { serverParts } from '../support/server-parts.ts'
import { run } from '../support/shell.ts'

async function makeKey(...args: string[]) {
  const { out, err } = await run(['keys', 'create', ...args])
  return { key: out.trim(), line: err.trim().split('\n').at(-1) ?? '' }
}

async function guarded(hashes: readonly string[], file?: string) {
  const { metrics, logger, clock, lines } = serverParts()
  const keys = await openKeyRing({ hashes, file, own: [], now: () => clock.at, logger })
  return { authenticate: acceptApiKeys(keys, metrics), metrics, clock, lines }
}

async function keyFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tagwarden-keys-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'keys'), text)
  return join(folder, 'keys')
}

test('without authentication everybody is local and may do everything', async () => {
  const authenticate = acceptEverybody(serverParts().metrics)
  expect(await authenticate({ authorization: 'Bearer whatever' })).toEqual({
    id: 'local',
    scopes: ['audit:read', 'audit:write'],
  })
})

describe('keys create', () => {
  test('shows a key and the line that lets it in', async () => {
    const { key, line } = await makeKey('--name', 'ci', '--scopes', 'audit:read')
    expect(key).toMatch(/^tw_[\w-]{43}$/)
    expect(line).toMatch(/^ci:audit:read:sha256:[\da-f]{64}$/)
    const { authenticate } = await guarded([line])
    expect(await authenticate({ authorization: `Bearer ${key}` })).toEqual({ id: 'ci', scopes: ['audit:read'] })
  })

  test('two keys are two', async () => {
    expect((await makeKey()).key).not.toBe((await makeKey()).key)
  })

  test.each([
    [['--name', 'a b'], 'is no name'],
    [['--name', 'sha256'], 'is no name'],
    [['--scopes', 'audit:everything'], 'is none of audit:read, audit:write'],
    [['--scopes', ''], 'is none of audit:read, audit:write'],
  ])('%j is refused', async (args, reason) => {
    const { status, out, err } = await run(['keys', 'create', ...args])
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain(reason)
  })
})

describe('a key', () => {
  test('is taken from either header, and bearer is written in any case', async () => {
    const { key, line } = await makeKey()
    const { authenticate } = await guarded([line])
    expect(await authenticate({ 'x-api-key': key })).toMatchObject({ id: 'client' })
    expect(await authenticate({ authorization: `bearer ${key}` })).toMatchObject({ id: 'client' })
  })

  test('may be stored as its hash alone: then it may do everything and is called by its hash', async () => {
    const { key, line } = await makeKey()
    const hash = line.slice(line.indexOf('sha256:'))
    const { authenticate } = await guarded([hash])
    expect(await authenticate({ 'x-api-key': key })).toEqual({
      id: `key-${hash.slice(7, 15)}`,
      scopes: ['audit:read', 'audit:write'],
    })
  })

  test('one of many is found', async () => {
    const made = await Promise.all(['a', 'b', 'c'].map((name) => makeKey('--name', name)))
    const { authenticate } = await guarded(made.map(({ line }) => line))
    for (const [at, { key }] of made.entries())
      expect(await authenticate({ 'x-api-key': key })).toMatchObject({ id: 'abc'[at] })
  })

  test.each([
    ['missing', {}, 'An API key is needed.'],
    ['malformed', { authorization: 'Basic dXNlcjpwYXNz' }, 'What was sent is no API key.'],
    ['malformed', { authorization: 'Bearer ' }, 'What was sent is no API key.'],
    ['malformed', { 'x-api-key': `tw_${'a'.repeat(100_000)}` }, 'What was sent is no API key.'],
    ['unknown_key', { 'x-api-key': `tw_${'a'.repeat(43)}` }, 'This API key is not known.'],
  ])('%s is refused and counted', async (reason, headers, message) => {
    const { authenticate, metrics } = await guarded([(await makeKey()).line])
    await expect(authenticate(headers)).rejects.toMatchObject({ code: 'unauthenticated', message })
    expect(await metrics.registry.metrics()).toContain(
      `tagwarden_auth_attempts_total{method="api_key",result="refused",reason="${reason}"} 1`,
    )
  })
})

describe('the file of keys', () => {
  test('holds comments, blank lines and keys', async () => {
    const { key, line } = await makeKey()
    const { authenticate } = await guarded([], await keyFile(`# team a\r\n\r\n  ${line}\r\n`))
    expect(await authenticate({ 'x-api-key': key })).toMatchObject({ id: 'client' })
  })

  test('is read again when it changes', async () => {
    const [old, fresh] = await Promise.all([makeKey(), makeKey()])
    const file = await keyFile(old.line)
    const { authenticate, clock } = await guarded([], file)
    await writeFile(file, `${fresh.line}\n`)
    clock.at += 1000
    expect(await authenticate({ 'x-api-key': fresh.key })).toMatchObject({ id: 'client' })
    await expect(authenticate({ 'x-api-key': old.key })).rejects.toThrow('not known')
  })

  test('when it goes bad, the last good keys stay and it is logged', async () => {
    const { key, line } = await makeKey()
    const file = await keyFile(line)
    const { authenticate, clock, lines } = await guarded([], file)
    await writeFile(file, 'nonsense')
    clock.at += 1000
    expect(await authenticate({ 'x-api-key': key })).toMatchObject({ id: 'client' })
    expect(lines[0]).toContain('line 1: this is no hash of an API key')
    expect(lines[0]).not.toContain('nonsense')
  })

  test('that is bad at start stops the start, by its line and without its text', async () => {
    const file = await keyFile('# fine\ntw_a-key-instead-of-its-hash')
    await expect(guarded([], file)).rejects.toThrow('API_KEY_HASHES_FILE, line 2: this is no hash of an API key.')
    await expect(guarded([], '/no/such/file')).rejects.toThrow('API_KEY_HASHES_FILE: /no/such/file cannot be read.')
  })
})
