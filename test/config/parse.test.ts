import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { type Environment, isOpenToAll, parseConfig } from '../../server/config.ts'
import { AppError } from '../../server/core/errors.ts'

const hash = `sha256:${'a'.repeat(64)}`

describe('what is not set', () => {
  test('an empty environment is the demo on this machine alone', () => {
    expect(parseConfig({})).toEqual({
      DATABASE_POOL_SIZE: 10,
      DATABASE_READ_MAX_LAG_S: 60,
      DATABASE_STATEMENT_TIMEOUT_S: 30,
      MIGRATE: true,
      REPLICA_ID: `${hostname()}-8000`,
      PORT: 8000,
      HOST: '127.0.0.1',
      METRICS_PORT: 9464,
      METRICS_HOST: '127.0.0.1',
      DATA_DIR: './data',
      ARTIFACT_DIR: 'data/artifacts',
      ESTATE: 'demo',
      ENABLE_WRITES: false,
      AWS_MAX_CALLS: 64,
      AWS_MAX_ATTEMPTS: 5,
      AWS_CELL_TIMEOUT_S: 900,
      POLICY_FILE: 'policies/tagging_policy.json',
      COSTS: 'demo',
      COSTS_MEMORY_MB: 512,
      COSTS_THREADS: 2,
      COSTS_CACHE_MAX_MB: 20_000,
      COSTS_REGION: 'us-east-1',
      COSTS_METRIC: 'AmortizedCost',
      COSTS_MAX_PAGES: 20,
      COSTS_MAX_USD_PER_CALL: 0.5,
      COSTS_MAX_USD_PER_CALLER_DAY: 2,
      COSTS_MAX_USD_PER_DAY: 5,
      ATHENA_WORKGROUP: 'primary',
      SNAPSHOT_MAX_AGE_S: 3600,
      RETENTION_DAYS: 400,
      RETENTION_MIN_SNAPSHOTS: 30,
      AUTH_MODE: 'none',
      API_KEY_HASHES: [],
      ALLOW_OPEN: false,
      ALLOWED_HOSTS: ['localhost', '127.0.0.1', '[::1]', '127.0.0.1:8000'],
      ALLOWED_ORIGINS: [],
      TRUST_PROXY: false,
      RATE_PER_MINUTE: 600,
      MAX_CALLS_PER_WINDOW: 1000,
      WINDOW_S: 3600,
      LOOP_MAX_EQUAL_CALLS: 5,
      LOOP_WINDOW_S: 300,
      BODY_LIMIT_BYTES: 1_048_576,
      REDIS_PREFIX: 'tagwarden',
      CACHE_MAX_MB: 64,
      LOG_LEVEL: 'info',
    })
  })

  test('an empty variable counts as not set', () => {
    expect(parseConfig({ PORT: '', HOST: '  ' })).toEqual(parseConfig({}))
  })

  test('it cannot be changed afterwards', () => {
    expect(Object.isFrozen(parseConfig({}))).toBe(true)
  })

  const derived: [rule: string, env: Environment, setting: 'ARTIFACT_DIR' | 'COSTS' | 'AUTH_MODE', value: string][] = [
    ['artifacts lie in the data folder', { DATA_DIR: '/srv/tw' }, 'ARTIFACT_DIR', '/srv/tw/artifacts'],
    ['a file has no dollars by itself', { ESTATE: 'estate.ndjson' }, 'COSTS', 'none'],
    ['a bill is there to be read', { COSTS_FILE: 'bill.csv' }, 'COSTS', 'file'],
    ['keys are there to be asked for', { API_KEY_HASHES: hash }, 'AUTH_MODE', 'api-key'],
  ]
  test.each(derived)('%s', (_rule, env, setting, value) => {
    expect(parseConfig(env)[setting]).toBe(value)
  })
})

describe('what is set', () => {
  test('lists are read with commas or white space', () => {
    expect(parseConfig({ ALLOWED_HOSTS: 'Tags.example.com, [::1]:8000\nlocalhost' }).ALLOWED_HOSTS).toEqual([
      'tags.example.com',
      '[::1]:8000',
      'localhost',
    ])
  })

  const proxies: [given: string, read: unknown][] = [
    ['false', false],
    ['2', 2],
    ['10.0.0.0/8,loopback', ['10.0.0.0/8', 'loopback']],
  ]
  test.each(proxies)('TRUST_PROXY=%s', (given, read) => {
    expect(parseConfig({ TRUST_PROXY: given }).TRUST_PROXY).toEqual(read)
  })

  test('a server that everybody can call has to be meant', () => {
    const config = parseConfig({ HOST: '0.0.0.0', ALLOW_OPEN: 'true' })
    expect(isOpenToAll(config)).toBe(true)
  })

  test.each(['127.0.0.1', '127.8.0.1', '::1', 'localhost'])('%s is this machine alone', (HOST) => {
    expect(isOpenToAll(parseConfig({ HOST }))).toBe(false)
  })
})

describe('what is wrong is named with what was expected', () => {
  const role = 'arn:aws:iam::111122223333:role/TagWriter'
  const writes = { ENABLE_WRITES: 'true', WRITE_ROLE_ARN: role }
  const cases: [env: Environment, line: string][] = [
    [{ PORT: '80a' }, 'PORT="80a": expected a whole number from 0 to 65535.'],
    [{ PORT: '65536' }, 'PORT="65536": expected a whole number from 0 to 65535.'],
    [{ PORT: '-1' }, 'PORT="-1": expected a whole number from 0 to 65535.'],
    [{ ALLOW_OPEN: 'yes' }, 'ALLOW_OPEN="yes": expected true or false.'],
    [{ ALLOW_OPEN: 'constructor' }, 'ALLOW_OPEN="constructor": expected true or false.'],
    [{ HOST: 'a b' }, 'HOST="a b": expected a host name or an IP address.'],
    [{ ALLOWED_HOSTS: 'https://x' }, 'ALLOWED_HOSTS="https://x": expected host names, each with or without a port'],
    [{ ALLOWED_ORIGINS: 'app.example.com' }, 'ALLOWED_ORIGINS="app.example.com": expected origins such as https://'],
    [{ TRUST_PROXY: 'true' }, 'TRUST_PROXY="true": expected false, the number of proxies in front, or'],
    [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY="10.0.0.0/33": expected false'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL="loud": expected one of trace, debug, info, warn, error, fatal, silent.'],
    [{ AWS_REGIONS: 'eu-west-1' }, 'AWS_REGIONS="eu-west-1": is of ESTATE=aws only.'],
    [{ AWS_ROLES: '[]' }, 'AWS_ROLES: is of ESTATE=aws only.'],
    [{ ESTATE: 'aws', AWS_ROLES: '[]', AWS_ROLES_FILE: 'a' }, 'AWS_ROLES: and AWS_ROLES_FILE are one too many.'],
    [{ ESTATE: 'aws', AWS_ROLES: '[' }, 'AWS_ROLES: expected JSON.'],
    [{ ESTATE: 'aws', AWS_REGION: 'a,b' }, 'AWS_REGION="a,b": is one region; name several in AWS_REGIONS.'],
    [{ ESTATE: 'aws', ENABLE_WRITES: 'true' }, 'WRITE_ROLE_ARN: ENABLE_WRITES=true needs a role of its own here.'],
    [{ ESTATE: 'aws', WRITE_ROLE_ARN: role }, 'is only used with ENABLE_WRITES=true.'],
    [{ ...writes, ESTATE: 'demo' }, 'ENABLE_WRITES="true": is of ESTATE=aws only.'],
    [
      { ...writes, ESTATE: 'aws', HOST: '0.0.0.0', ALLOW_OPEN: 'true' },
      'ENABLE_WRITES="true": everybody who reaches this address could call; it needs API keys.',
    ],
    [{ ...writes, WRITE_ROLE_ARN: 'writer' }, 'WRITE_ROLE_ARN="writer": expected the ARN of a role.'],
    [{ ESTATE: 'dmeo' }, 'ESTATE="dmeo": expected demo, aws, or the path of an inventory file'],
    [{ COSTS: 'focus' }, 'COSTS_FILE: COSTS=focus needs the path of a bill here.'],
    [{ COSTS: 'file', COSTS_FILE: 's3://b/p' }, 'COSTS_FILE="s3://b/p": only COSTS=focus reads from S3.'],
    [{ COSTS: 'athena' }, 'ATHENA_TABLE: COSTS=athena needs ATHENA_DATABASE and ATHENA_TABLE.'],
    [{ ATHENA_TABLE: 'focus' }, 'ATHENA_TABLE="focus": Athena is only asked with COSTS=athena.'],
    [{ COSTS_MAX_USD_PER_CALL: '6' }, 'COSTS_MAX_USD_PER_CALL="6": is more than COSTS_MAX_USD_PER_DAY.'],
    [{ COSTS_MAX_USD_PER_DAY: '1e3' }, 'COSTS_MAX_USD_PER_DAY="1e3": expected dollars from 0 to 100000, such as 0.50.'],
    [{ COSTS: 'toString' }, 'COSTS="toString": expected one of demo, file, focus, athena, cost-explorer, none.'],
    [{ COSTS: 'file' }, 'COSTS_FILE: COSTS=file needs the path of a bill here.'],
    [{ COSTS: 'demo', COSTS_FILE: 'b.csv' }, 'COSTS_FILE="b.csv": a bill is only read with COSTS=file or COSTS=focus.'],
    [{ COSTS: 'demo', ESTATE: 'e.csv' }, 'COSTS="demo": demo is the bill of ESTATE=demo only.'],
    [{ AUTH_MODE: 'api-key' }, 'API_KEY_HASHES: AUTH_MODE=api-key needs keys here or in API_KEY_HASHES_FILE'],
    [{ AUTH_MODE: 'none', API_KEY_HASHES: hash }, 'AUTH_MODE="none": none would let everybody in although keys are'],
    [{ HOST: '0.0.0.0' }, 'HOST="0.0.0.0": everybody who reaches this address could call; set AUTH_MODE=api-key'],
    [{ DATABASE_PASSWORD_FILE: 'f' }, 'DATABASE_PASSWORD_FILE="f": is only used with DATABASE_URL.'],
    [
      { DATABASE_PASSWORD_FILE: 'f', DATABASE_URL: 'postgres://a:geheim@db/tw' },
      'DATABASE_PASSWORD_FILE="f": needs a DATABASE_URL and DATABASE_READ_URL without a password; one of them has one.',
    ],
    [{ PORT: '9464' }, 'PORT="9464": is also METRICS_PORT; they need two ports.'],
  ]
  test.each(cases)('%j', (env, line) => {
    expect(() => parseConfig(env)).toThrow(line)
  })

  test('all at once', () => {
    const parse = () => parseConfig({ PORT: 'x', LOG_LEVEL: 'y', WINDOW_S: '0' })
    expect(parse).toThrow(AppError)
    expect(parse).toThrow(/^3 settings are wrong:\n {2}PORT=.*\n {2}WINDOW_S=.*\n {2}LOG_LEVEL=.*$/)
  })

  test('never with a secret', () => {
    const secret = 'tw_this-should-have-been-a-hash'
    expect(() => parseConfig({ AUTH_MODE: 'none', API_KEY_HASHES: secret })).not.toThrow(secret)
  })
})
