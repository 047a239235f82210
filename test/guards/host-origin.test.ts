import { describe, expect, test } from 'vitest'
import { checkHost, checkOrigin } from '../../server/guards/host-origin.ts'

describe('Host', () => {
  const check = checkHost(['localhost', '127.0.0.1', '[::1]', 'tags.example.com:8000'])

  test.each(['localhost', 'LOCALHOST:8000', '127.0.0.1:1', '[::1]', '[::1]:8000', 'tags.example.com:8000'])(
    '%s is ours',
    (host) => {
      expect(() => check(host)).not.toThrow()
    },
  )

  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'tags.example.com',
    'tags.example.com:9000',
    'localhost:8000:1',
    'localhost@evil.example',
    'evil.example:80\r\n',
    '::1',
    '[::1',
    ':8000',
    'localhost/',
  ])('%j is not', (host) => {
    expect(() => check(host)).toThrow('This server does not answer for the host')
  })

  test('any, if that is set', () => {
    expect(() => checkHost(['*'])('evil.example')).not.toThrow()
    expect(() => checkHost(['*'])(undefined)).toThrow()
  })
})

describe('Origin', () => {
  const check = checkOrigin(['https://app.example.com'])

  const accepted: [origin: string | undefined, kind: string][] = [
    [undefined, 'none'],
    ['http://localhost:8000', 'own'],
    ['https://LOCALHOST:8000', 'own'],
    ['https://app.example.com', 'allowed'],
  ]
  test.each(accepted)('%s is %s', (origin, kind) => {
    expect(check(origin, 'localhost:8000')).toBe(kind)
  })

  test.each([
    'null',
    '',
    'http://localhost:9000',
    'http://localhost',
    'http://evil.example',
    'https://app.example.com.evil.example',
    'http://app.example.com',
    'file://localhost:8000',
    'localhost:8000',
  ])('%j is foreign', (origin) => {
    expect(() => check(origin, 'localhost:8000')).toThrow('may not call this server')
  })
})
