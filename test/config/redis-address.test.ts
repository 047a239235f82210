import { describe, expect, test } from 'vitest'
import { listSettings } from '../../server/config/listing.ts'
import { type RedisAddress, readRedisAddress } from '../../server/config/redis-address.ts'
import { parseConfig } from '../../server/config.ts'
import { AppError } from '../../server/core/errors.ts'

const open = { username: undefined, password: undefined, isEncrypted: false }
const nodes = [{ host: '127.0.0.1', port: 6379 }]

describe('an address of Redis', () => {
  const cases: [text: string, address: RedisAddress][] = [
    ['redis://127.0.0.1', { kind: 'single', nodes, ...open, database: 0 }],
    ['redis://127.0.0.1:6379/2', { kind: 'single', nodes, ...open, database: 2 }],
    ['redis://[::1]:7000/', { kind: 'single', nodes: [{ host: '::1', port: 7000 }], ...open, database: 0 }],
    [
      'rediss://:p%40ss@127.0.0.1',
      { kind: 'single', nodes, ...open, password: 'p@ss', isEncrypted: true, database: 0 },
    ],
    ['redis://app:pw@127.0.0.1', { kind: 'single', nodes, ...open, username: 'app', password: 'pw', database: 0 }],
    [
      'redis+sentinel://one,two:26380/main',
      {
        kind: 'sentinel',
        nodes: [
          { host: 'one', port: 26_379 },
          { host: 'two', port: 26_380 },
        ],
        ...open,
        group: 'main',
      },
    ],
    [
      'rediss+cluster://one,two:7001',
      {
        kind: 'cluster',
        nodes: [
          { host: 'one', port: 6379 },
          { host: 'two', port: 7001 },
        ],
        ...open,
        isEncrypted: true,
      },
    ],
  ]
  test.each(cases)('%s', (text, address) => {
    expect(readRedisAddress(text)).toEqual(address)
  })

  test.each([
    'localhost:6379',
    'http://localhost',
    'redis://',
    'redis://one,two',
    'redis://localhost/name',
    'redis://localhost:0',
    'redis://localhost:70000',
    'redis://user@localhost',
    'redis://:%zz@localhost',
    'redis+sentinel://one:26379',
    'redis+cluster://one:7000/0',
    'redis+other://one',
  ])('%s is none', (text) => {
    expect(readRedisAddress(text)).toBeUndefined()
  })
})

describe('the password of Redis is never shown', () => {
  test('in the list of settings', () => {
    const listed = listSettings(parseConfig({ REDIS_URL: 'redis://:hunter2@localhost' }))
    expect(listed.find(({ name }) => name === 'REDIS_URL')?.value).toBe('(set)')
    expect(JSON.stringify(listed)).not.toContain('hunter2')
  })

  test('when the address is wrong', () => {
    const parse = () => parseConfig({ REDIS_URL: 'redis://:hunter2@localhost/nowhere' })
    expect(parse).toThrow(AppError)
    expect(parse).toThrow(/REDIS_URL: expected redis:/)
    expect(parse).not.toThrow(/hunter2/)
  })
})

test('certificates are of use only with TLS', () => {
  const REDIS_CA_FILE = '/etc/ca.pem'
  expect(() => parseConfig({ REDIS_CA_FILE, REDIS_URL: 'redis://localhost' })).toThrow(/REDIS_CA_FILE/)
  expect(parseConfig({ REDIS_CA_FILE, REDIS_URL: 'rediss://localhost' })).toMatchObject({ REDIS_CA_FILE })
})
