import { expect, test } from 'vitest'
import { buildGraph, docker } from '../../infra/recorder/stacks.ts'
import { compose } from './compose-file.ts'
import { describeGraph } from './recorder/every-graph.ts'
import { one } from './recorder/find.ts'

Error.stackTraceLimit = 0

const container = 'docker:index/container:Container'

describeGraph('docker dev', docker, ({ up }) => {
  const server = () => one(up(), container, 'server')
  const redis = () => one(up(), container, 'redis')

  test('[chk D1] the server is published on 127.0.0.1 only, Redis not at all', () => {
    expect(server().ports).toEqual([{ internal: 8000, external: 8000, ip: '127.0.0.1', protocol: 'tcp' }])
    expect(redis().ports).toBeUndefined()
  })
  test('[chk D2] up waits until both are healthy', () => {
    for (const inputs of [server(), redis()]) {
      expect(inputs).toMatchObject({ wait: true, healthcheck: { interval: '30s', timeout: '10s', retries: 3 } })
    }
    expect(server().healthcheck.tests.join(' ')).toContain('/health/ready')
    expect(redis().healthcheck.tests).toEqual(['CMD', 'redis-cli', 'ping'])
  })
  test('durations are written as Docker answers them, or every up would change the containers', () => {
    for (const { healthcheck } of [server(), redis()])
      for (const key of ['interval', 'timeout', 'startPeriod', 'startInterval'])
        expect(healthcheck[key]).toMatch(/^(\d+m)?[1-5]?\ds$/)
  })
  test('[chk D3] both run without root, capabilities, new rights or a writable root file system', () => {
    for (const inputs of [server(), redis()]) {
      expect(inputs).toMatchObject({ readOnly: true, capabilities: { drops: ['ALL'] }, init: true })
      expect(inputs.securityOpts).toEqual(['no-new-privileges'])
      expect(inputs.user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
      expect(inputs.memory).toBeGreaterThan(0)
      expect(inputs.memorySwap).toBe(2 * inputs.memory)
      expect(Object.keys(inputs.tmpfs)).toEqual(['/tmp'])
    }
  })
  test('[chk D6] the server gets the hash of the key, as a secret; the stack prints the key', () => {
    const { values } = up()
    expect(values.apiKey).toMatch(/^tw_/)
    expect(JSON.stringify(server().envs)).not.toContain(values.apiKey)
    expect(JSON.stringify(server().envs)).toMatch(/API_KEY_HASHES=pulumi-v1:sha256:[\da-f]{64}/)
  })
  test('[chk D7] Redis runs by the digest that was pulled', () => expect(redis().image).toMatch(/^redis@sha256:/))
  test('[chk D9] the containers find each other by name on one bridge', () => {
    expect(redis().networksAdvanced).toEqual([{ name: 'tagwarden-0a1b2c3', aliases: ['redis'] }])
    expect(server().networksAdvanced[0].name).toBe('tagwarden-0a1b2c3')
    expect(JSON.stringify(server().envs)).toContain('REDIS_URL=redis://redis:6379')
  })
  test('[X3] the data is in a volume of its own', () => {
    expect(server().volumes).toEqual([{ volumeName: 'tagwarden-server-data-0a1b2c3', containerPath: '/data' }])
  })
  test('a client finds the address of MCP and of health, and the command for the logs', () => {
    expect(up().values).toMatchObject({
      url: 'http://127.0.0.1:8000/mcp',
      healthUrl: 'http://127.0.0.1:8000/health',
      logs: 'docker logs --follow tagwarden-server-0a1b2c3',
      dashboards: [],
      caCertificate: '',
    })
  })
})

const withSettings = (settings: object, others: Record<string, string> = {}) =>
  buildGraph({ stack: 'dev', settings: { ...others, 'tagwarden:docker': JSON.stringify(settings) } }, 'up')

test('images that are given are neither built nor pulled', async () => {
  const graph = await withSettings({ image: 'local/tagwarden:1', redisImage: 'local/redis:1' })
  expect(graph.nodes.filter(({ type }) => /docker-build:index|remoteImage/.test(type))).toEqual([])
  expect(one(graph, container, 'server').image).toBe('local/tagwarden:1')
  expect(one(graph, container, 'redis').image).toBe('local/redis:1')
})

test('an engine before Docker 25 is not asked for what it refuses', async () => {
  const graph = await withSettings({ oldEngine: true })
  for (const name of ['server', 'redis'])
    expect(one(graph, container, name).healthcheck).not.toHaveProperty('startInterval')
})

test('[X4] an open server has no key, and says that it is open', async () => {
  const graph = await withSettings({ open: true })
  const envs = one(graph, container, 'server').envs
  expect(envs).toEqual(expect.arrayContaining(['AUTH_MODE=none', 'ALLOW_OPEN=true']))
  expect(JSON.stringify(envs)).not.toContain('API_KEY_HASHES')
  expect(graph.values.apiKey).toBe('')
})

test('[X1] the port is configuration, inside and outside', async () => {
  const graph = await withSettings({}, { 'tagwarden:port': '3000' })
  expect(one(graph, container, 'server')).toMatchObject({ ports: [{ internal: 3000, external: 3000 }] })
  expect(graph.values.url).toBe('http://127.0.0.1:3000/mcp')
})

test('[N13] a step of secretsVersion makes a new key and keeps the one before valid', async () => {
  const graph = await withSettings({}, { 'tagwarden:secretsVersion': '3' })
  const envs = JSON.stringify(one(graph, container, 'server').envs)
  expect(envs).toMatch(/pulumi-v3:sha256:[\da-f]{64},pulumi-v2:sha256:[\da-f]{64}/)
  expect(envs).not.toContain('pulumi-v1')
})

test('[chk D4] credentials of AWS are a folder that the server cannot write to', async () => {
  const graph = await withSettings({ awsFolder: '/home/someone/.aws', auditRegions: ['eu-west-1', 'eu-west-2'] })
  const inputs = one(graph, container, 'server')
  expect(inputs.volumes[1]).toEqual({
    hostPath: '/home/someone/.aws',
    containerPath: '/home/app/.aws',
    readOnly: true,
  })
  expect(JSON.stringify(inputs.envs)).toContain('AWS_REGIONS=eu-west-1,eu-west-2')
})

test('the containers are those of docker-compose.yml', async () => {
  const { server, redis } = compose.services
  const graph = await buildGraph(docker, 'up')
  expect(one(graph, 'docker:index/remoteImage:RemoteImage').name).toBe(redis?.image)
  expect(one(graph, container, 'redis')).toMatchObject({ command: redis?.command, user: redis?.user })
  expect(one(graph, container, 'server').user).toBe(server?.user)
})
