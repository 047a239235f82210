// Every form in which Redis is run, each by real servers: with TLS, with an ACL, watched by Sentinels, as a cluster.

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { redisCache } from '../../../server/cache/redis.ts'
import { redisEvents } from '../../../server/events/redis.ts'
import type { News } from '../../../server/ports.ts'
import { newFolder } from '../../support/demo-folder.ts'
import { openLink } from '../../support/redis-links.ts'
import { describeWithOwnRedis, type RedisServer, startRedis } from '../../support/redis-process.ts'
import { freePort } from '../../support/spawn-server.ts'

const eventually = { timeout: 40_000 }
const young = { softMs: 60_000, hardMs: 60_000 }
const options = { maxBytes: 1_000_000, now: Date.now, release: '1', onBackgroundError: () => {} }

async function start(args: readonly string[] = []): Promise<RedisServer> {
  const redis = await startRedis(args)
  onTestFinished(() => redis.close())
  return redis
}

function run(program: string, ...args: readonly string[]): string {
  const ran = spawnSync(program, args, { encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.stdout}${ran.stderr}`)
  return ran.stdout
}

/** Answers, counters and news of two replicas over this address. */
async function expectAllOf(url: string, ca: string | null = null, prefix = 'service') {
  const links = [await openLink(url, prefix, ca), await openLink(url, prefix, ca)] as const
  expect(links.map(({ changes }) => changes)).toEqual([[], []])
  const [here, there] = [await redisCache(links[0], options), await redisCache(links[1], options)]
  for (let at = 0; at < 20; at++) {
    await here.getOrMake(`page-${at}`, young, async () => Buffer.from(`${at}`))
    expect(String((await there.getOrMake(`page-${at}`, young, async () => Buffer.from('again'))).value)).toBe(`${at}`)
    await here.count(`caller-${at}`, 1, 60_000)
    expect((await there.count(`caller-${at}`, 1, 60_000)).count).toBe(2)
  }
  const fail = (error: unknown) => expect.unreachable(String(error))
  const [speaks, hears] = [await redisEvents(links[0], fail), await redisEvents(links[1], fail)]
  const heard: News[] = []
  hears.subscribe((news) => heard.push(news))
  speaks.publish({ kind: 'audit_finished', auditId: 'x' })
  await expect.poll(() => heard).toEqual([{ kind: 'audit_finished', auditId: 'x' }])
  return links
}

describeWithOwnRedis()('Redis', () => {
  test('with a database of its own', async () => {
    const { url, port } = await start()
    await expectAllOf(`${url}/3`)
    expect(run('redis-cli', '-p', String(port), '-n', '0', 'dbsize').trim()).toBe('0')
  })

  describe('with TLS', () => {
    async function startWithTls() {
      const { files } = certificateIn(newFolder())
      const { port } = await startTlsServer(files)
      return { port, url: `rediss://localhost:${port}`, ca: readFileSync(files['--tls-cert-file'], 'utf8'), files }
    }

    test('and the certificates of who signed it', async () => {
      const { url, ca } = await startWithTls()
      await expectAllOf(url, ca)
    })

    test('also what Sentinels name is spoken to over TLS', async () => {
      const { port, ca, files } = await startWithTls()
      const file = join(newFolder(), 'sentinel.conf')
      writeFileSync(file, `sentinel monitor main 127.0.0.1 ${port} 1\n`)
      const sentinel = await start([file, '--sentinel', '--tls-replication', 'yes', ...Object.entries(files).flat()])
      await expectAllOf(`rediss+sentinel://127.0.0.1:${sentinel.port}/main`, ca)
    })

    test('as a cluster', async () => {
      const folder = newFolder()
      const { files } = certificateIn(folder)
      const tls = ['--tls-cluster', 'yes', '--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf']
      const nodes = [
        await startTlsServer(files, tls),
        await startTlsServer(files, tls),
        await startTlsServer(files, tls),
      ]
      const places = nodes.map(({ port }) => `127.0.0.1:${port}`)
      const cli = ['--tls', '--cacert', files['--tls-cert-file']]
      run('redis-cli', ...cli, '--cluster', 'create', ...places, '--cluster-yes')
      const states = () =>
        nodes.map(
          ({ port }) =>
            /cluster_state:(\w+)/.exec(run('redis-cli', ...cli, '-p', String(port), 'cluster', 'info'))?.[1],
        )
      await expect.poll(states, eventually).toEqual(['ok', 'ok', 'ok'])
      await expectAllOf(`rediss+cluster://${places.join(',')}`, readFileSync(files['--tls-cert-file'], 'utf8'))
    })

    test('and nobody who vouches for it is no Redis of ours', async () => {
      const { url } = await startWithTls()
      const link = await openLink(url)
      expect(link.changes).toEqual([expect.stringMatching(/^down: .*self-signed certificate/)])
    })
  })

  describe('with an ACL', () => {
    const rules = ['on', '>s3cret word', '~service:*', '&service:*', '-@all', '+@read', '+@write', '+@scripting']
    const more = ['+@pubsub', '+@connection', '+info']
    async function startWithAcl(): Promise<RedisServer> {
      const redis = await start()
      run('redis-cli', '-p', String(redis.port), 'ACL', 'SETUSER', 'app', ...rules, ...more)
      run('redis-cli', '-p', String(redis.port), 'ACL', 'SETUSER', 'default', 'off')
      return redis
    }

    test('needs no more than what the operations page lists', async () => {
      const { port } = await startWithAcl()
      await expectAllOf(`redis://app:s3cret%20word@127.0.0.1:${port}`)
    })

    test('a wrong password is said, and not which one', async () => {
      const { port } = await startWithAcl()
      const link = await openLink(`redis://app:hunter2@127.0.0.1:${port}`)
      expect(link.changes).toEqual([expect.stringContaining('WRONGPASS')])
      expect(link.changes.join()).not.toContain('hunter2')
    })
  })

  test('watched by Sentinels: the next primary is found when one dies', async () => {
    const primary = await start()
    const replica = await start(['--replicaof', '127.0.0.1', String(primary.port)])
    const sentinels = [
      await startSentinel(primary.port),
      await startSentinel(primary.port),
      await startSentinel(primary.port),
    ]
    const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')
    await expect.poll(() => knownReplicas(sentinels), eventually).toEqual([1, 1, 1])
    const links = await expectAllOf(`redis+sentinel://${hosts}/main`)
    await primary.kill()
    await expect.poll(() => links.map((link) => link.isUp()), eventually).toEqual([false, false])
    await expect.poll(() => links.map((link) => link.isUp()), eventually).toEqual([true, true])
    expect(run('redis-cli', '-p', String(replica.port), 'role').split('\n')[0]).toBe('master')
    await expectAllOf(`redis+sentinel://${hosts}/main`, null, 'later')
  })

  test('as a cluster: keys lie on all of its servers, and one of them is enough to be told', async () => {
    const servers = [await startNode(), await startNode(), await startNode()]
    const places = servers.map(({ port }) => `127.0.0.1:${port}`)
    run('redis-cli', '--cluster', 'create', ...places, '--cluster-yes', '--cluster-replicas', '0')
    const states = () =>
      servers.map(
        ({ port }) => /cluster_state:(\w+)/.exec(run('redis-cli', '-p', String(port), 'cluster', 'info'))?.[1],
      )
    await expect.poll(states, eventually).toEqual(['ok', 'ok', 'ok'])
    await expectAllOf(`redis+cluster://${places.slice(0, 2).join(',')}`)
    for (const { port } of servers) expect(Number(run('redis-cli', '-p', String(port), 'dbsize'))).toBeGreaterThan(0)
  })
})

async function startNode(): Promise<RedisServer> {
  const redis = await startRedis(
    ['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf'],
    await clusterPort(),
  )
  onTestFinished(() => redis.close())
  return redis
}

/** A node talks to the others on its port + 10000, which has to exist. */
async function clusterPort(): Promise<number> {
  for (;;) {
    const port = await freePort()
    if (port < 55_000) return port
  }
}

async function startSentinel(primaryPort: number): Promise<RedisServer> {
  const file = join(newFolder(), 'sentinel.conf')
  const rules = [
    `sentinel monitor main 127.0.0.1 ${primaryPort} 2`,
    'sentinel down-after-milliseconds main 1000',
    'sentinel failover-timeout main 5000',
  ]
  writeFileSync(file, `${rules.join('\n')}\n`)
  return start([file, '--sentinel'])
}

type TlsFiles = Readonly<Record<'--tls-cert-file' | '--tls-key-file' | '--tls-ca-cert-file', string>>

function certificateIn(folder: string): { readonly files: TlsFiles } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const asked = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost']
  run('openssl', ...asked, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert)
  return { files: { '--tls-cert-file': cert, '--tls-key-file': key, '--tls-ca-cert-file': cert } }
}

async function startTlsServer(files: TlsFiles, more: readonly string[] = []): Promise<RedisServer> {
  const port = await clusterPort()
  const args = ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', ...Object.entries(files).flat()]
  const redis = await startRedis([...args, ...more], port)
  onTestFinished(() => redis.close())
  return redis
}

/** Two other Sentinels and a replica are known to each. */
function knownReplicas(sentinels: readonly RedisServer[]): number[] {
  return sentinels.map(({ port }) => {
    const lines = run('redis-cli', '-p', String(port), 'sentinel', 'master', 'main').split('\n')
    const after = (name: string) => Number(lines[lines.indexOf(name) + 1])
    return after('num-other-sentinels') === 2 ? after('num-slaves') : 0
  })
}
