import { describe, expect, test } from 'vitest'
import { settings } from '../../server/config/settings.ts'
import { compose, names, readText, servers, service, started } from './compose-file.ts'

const text = readText('docker-compose.yml')
const settingNames = Object.keys(settings.shape)

describe('what runs', () => {
  test('[A1] [A11] [A12] [A24] [A25] [chk D5] without a profile: the server built here, and Redis, in one file', () => {
    expect(started()).toEqual(['server', 'redis'])
    expect(service('server').build).toMatchObject({ context: '.' })
    expect(service('server')).not.toHaveProperty('image')
    expect(service('server').depends_on).toEqual({ redis: { condition: 'service_healthy' } })
  })

  test('[A21] [A28] [chk D5] profile postgres: two servers on one PostgreSQL with pgvector, after it is healthy', () => {
    expect(started('postgres')).toEqual(['server', 'replica-1', 'replica-2', 'redis', 'postgres'])
    expect(service('postgres').image).toMatch(/^pgvector\/pgvector:/)
    for (const name of ['replica-1', 'replica-2']) {
      expect(service(name).environment?.DATABASE_URL).toBe('postgres://tagwarden@postgres:5432/tagwarden')
      expect(service(name).depends_on).toMatchObject({ postgres: { condition: 'service_healthy' } })
    }
  })

  test('[X3] only the one server without DATABASE_URL uses SQLite, in a volume of its own', () => {
    expect(servers.filter((name) => service(name).environment?.DATABASE_URL === undefined)).toEqual(['server'])
    const users = names.filter((name) => service(name).volumes?.includes(`\${DATA_VOLUME:-data}:/data`))
    expect(users).toEqual(['server'])
  })

  test('[A18] [chk D1] it has a name and no version', () => {
    expect(compose.name).toBe('tagwarden')
    expect(compose).not.toHaveProperty('version')
  })

  test('[A31] the default and the two servers fit into the 4 GB of a small machine', () => {
    const megabytes = (limit: string) => Number.parseInt(limit, 10) * (limit.endsWith('g') ? 1024 : 1)
    const sum = (of: readonly string[]) => of.reduce((total, name) => total + megabytes(service(name).mem_limit), 0)
    const withoutSqlite = started('postgres').filter((name) => name !== 'server')
    expect(Math.max(sum(started()), sum(withoutSqlite))).toBeLessThanOrEqual(4096)
  })
})

describe('what can be reached', () => {
  const ports = names.flatMap((name) => (service(name).ports ?? []).map((port) => [name, port]))

  test.each(ports)('[A3] [chk D1] %s publishes %s on loopback', (_name, port) => {
    expect(port).toMatch(/^127\.0\.0\.1:/)
  })

  test('[A3] [A13] [A23] [X1] 8000 or PORT, 8001 and 8002; Redis and PostgreSQL only with profile debug', () => {
    const port = `\${PORT:-8000}`
    expect(ports).toEqual([
      ['server', `127.0.0.1:${port}:${port}`],
      ['replica-1', '127.0.0.1:8001:8000'],
      ['replica-2', '127.0.0.1:8002:8000'],
      ['debug', '127.0.0.1:6379:6379'],
      ['debug', '127.0.0.1:5432:5432'],
    ])
    expect(service('debug').profiles).toEqual(['debug'])
    expect(service('server').environment?.PORT).toBe(port)
  })

  test('[A15] [A22] [chk D9] one bridge network, services known by name, no fixed address', () => {
    expect(compose.networks).toEqual({ tagwarden: { driver: 'bridge' } })
    expect(names.map((name) => service(name).networks)).toEqual(names.map(() => ['tagwarden']))
    expect(text).not.toMatch(/ipv4_address|ipam|host\.docker\.internal|network_mode/)
  })

  test('[X4] ALLOW_OPEN stands here, where all ports are on loopback, and in no image', () => {
    for (const name of servers) expect(service(name).environment).toMatchObject({ ALLOW_OPEN: 'true', HOST: '0.0.0.0' })
    expect(readText('Dockerfile')).not.toMatch(/ALLOW_OPEN|\bHOST=/)
  })
})

describe('each container', () => {
  test.each(names)(
    '[chk D3] %s is not root, cannot write to its image, has no capability and bounded resources',
    (name) => {
      expect(service(name)).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        init: true,
        pids_limit: expect.any(Number),
        mem_limit: expect.stringMatching(/^\d+[mg]$/),
        cpus: expect.any(Number),
        stop_grace_period: expect.stringMatching(/^\d+s$/),
        tmpfs: expect.arrayContaining(['/tmp']),
      })
      expect(service(name).user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
      expect(service(name)).not.toHaveProperty('privileged')
      expect(service(name)).not.toHaveProperty('cap_add')
    },
  )

  test.each(servers)(
    '[chk D3] %s runs as 10001 and has longer to stop than the 10 s that draining may take',
    (name) => {
      expect(service(name).user).toBe('10001:10001')
      expect(Number.parseInt(String(service(name).stop_grace_period), 10)).toBeGreaterThan(10)
    },
  )

  test.each(names)(
    '[A19] [A20] [M13] [chk D2] %s is looked at every 30 s, for 10 s, three times, and often at first',
    (name) => {
      expect(service(name).healthcheck).toMatchObject({
        interval: '30s',
        timeout: '10s',
        retries: 3,
        start_interval: '1s',
      })
      expect(service(name).healthcheck).toHaveProperty('start_period')
    },
  )

  test('[A20] Redis is healthy when it answers a ping', () => {
    expect(service('redis').healthcheck.test).toEqual(['CMD', 'redis-cli', 'ping'])
  })

  test.each(names)('[A7] %s leaves its log on this machine, in a few files that are turned over', (name) => {
    expect(service(name).logging).toEqual({ driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } })
  })

  // The digest behind a tag is for the registry to tell; docs/deploy/compose.md says how to add it.
  test.each(names.filter((name) => !servers.includes(name)))('[chk D7] the image of %s is pinned', (name) => {
    expect(service(name).image).toMatch(/:\d+\.\d+\.\d+-\w+|@sha256:[\da-f]{64}$|:\d+\.\d+\.\d+-pg\d+$/)
  })
})

describe('what it works with', () => {
  test.each(servers)('[A5] [A9] [A10] %s has the policies read-only, DATA_DIR=/data and Redis', (name) => {
    expect(service(name).volumes).toContain('./policies:/app/policies:ro')
    expect(service(name).environment).toMatchObject({
      DATA_DIR: '/data',
      POLICY_FILE: '/app/policies/tagging_policy.json',
      REDIS_URL: 'redis://redis:6379',
    })
  })

  test('the two servers on PostgreSQL share answers and limits with each other, not with the one on SQLite', () => {
    const prefixes = servers.map((name) => service(name).environment?.REDIS_PREFIX)
    expect(prefixes).toEqual([undefined, 'tagwarden-postgres', 'tagwarden-postgres'])
  })

  test('[A6] [A14] data survives in named volumes; a folder by choice', () => {
    expect(service('server').volumes).toContain(`\${DATA_VOLUME:-data}:/data`)
    expect(service('redis').volumes).toEqual(['redis-data:/data'])
    expect(service('postgres').volumes).toEqual(['postgres-data:/var/lib/postgresql/data'])
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(['data', 'redis-data', 'postgres-data']))
  })

  test.each(servers)(
    '[A8] [A17] [X23] [chk D4] %s sees AWS read-only, by profile or short-lived keys, once asked to',
    (name) => {
      expect(service(name).volumes).toContain(`\${AWS_FOLDER:-no-aws}:/home/app/.aws:ro`)
      expect(service(name).environment).toMatchObject({
        AWS_PROFILE: `\${AWS_PROFILE-default}`,
        AWS_SDK_LOAD_CONFIG: '1',
      })
      expect(service(name).env_file).toContainEqual({ path: 'secrets/aws.env', required: false })
    },
  )

  test('[X14] the region of AWS is taken over from here and has no default', () => {
    for (const name of servers) expect(service(name).environment).toHaveProperty('AWS_REGION', null)
  })

  test.each(servers)('[A4] [A26] [A27] [chk D7] %s is built anew when the source or a dependency changes', (name) => {
    const watched = service(name).develop?.watch.map(({ action, path }) => `${action} ${path}`)
    expect(watched).toEqual(['rebuild server', 'rebuild package-lock.json'])
  })
})

describe('secrets and settings', () => {
  test('[A21] [chk D6] the password of PostgreSQL is a file that Git and the image ignore', () => {
    expect(compose.secrets).toEqual({ 'database-password': { file: 'secrets/database-password' } })
    for (const name of ['replica-1', 'replica-2', 'postgres'])
      expect(service(name).secrets).toEqual(['database-password'])
    expect(readText('.gitignore').split('\n')).toEqual(expect.arrayContaining(['secrets/', '.env']))
  })

  test.each(['docker-compose.yml', '.env.example'])('[chk D6] %s holds no secret', (file) => {
    const written = readText(file).matchAll(/^[ #-]*['"]?([\w-]+)['"]?[ ]*[:=][ ]*(.*)$/gm)
    const secrets = [...written].filter(([, name = '', value = '']) => isSecret(name) && !isHarmless(value))
    expect(secrets.map(([line]) => line)).toEqual([])
    expect(readText(file)).not.toMatch(/:\/\/[^/\s]*:[^/@\s]+@|AKIA[A-Z\d]{16}|-----BEGIN/)
  })

  test('[A10] every variable given to a server is a setting', () => {
    const ours = servers.flatMap((name) => Object.keys(service(name).environment ?? {}))
    expect(ours.filter((name) => !settingNames.includes(name) && !ofOthers(name))).toEqual([])
  })

  test('[chk D6] .env.example names only settings and what docker-compose.yml asks for', () => {
    const given = [...readText('.env.example').matchAll(/^#?([A-Z][A-Z\d_]*)=/gm)].map(([, name = '']) => name)
    expect(given.length).toBeGreaterThan(5)
    const asked = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name)
    const known = [...settingNames, ...asked, 'AWS_REGION', 'COMPOSE_PROFILES']
    expect(given.filter((name) => !known.includes(name))).toEqual([])
  })
})

const isSecret = (name: string) => /password|secret|token|credential|access_key|api_key/i.test(name)
/** Nothing, a path, a name or a list of names. */
const isHarmless = (value: string) => /^(|\/run\/secrets\/[\w-]+|\[[\w-]+\])$/.test(value)
/** Read by AWS's own library. */
const ofOthers = (name: string) => name.startsWith('AWS_')
