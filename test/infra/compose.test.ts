import { describe, expect, test } from 'vitest'
import { compose, names, readText, servers, service, started } from './compose-file.ts'

const text = readText('docker-compose.yml')

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
