// The containers of an EC2 instance on a real Docker engine, by the very words that the boot script calls docker with.

import { createHash } from 'node:crypto'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bootScript } from '../../components/aws/machines/boot/boot-script.ts'
import { commonEnvironment, serverUser } from '../../components/server-environment.ts'
import { Instance } from '../infra/boot/instance.ts'
import { sampleValues } from '../infra/boot/sample-values.ts'
import { startPostgres } from '../support/postgres.ts'
import { hasPrograms } from '../support/postgres-programs.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'
import { buildServer, load } from './built-images.ts'
import { callTool } from './mcp-call.ts'
import { PrivateDocker } from './private-docker.ts'
import { find, missing, without } from './programs.ts'

const needs = {
  'container-check': find('container-check'),
  dockerd: find('dockerd'),
  'redis-server': find('redis-server'),
  PostgreSQL: hasPrograms('system'),
  root: process.getuid?.() === 0,
}
const key = `tw_${'k'.repeat(43)}`
const hash = createHash('sha256').update(key).digest('hex')
const password = `it's "odd" #1 $HOME`
const settings = { ...commonEnvironment(sampleValues.port, 'demo'), AUTH_MODE: 'api-key', MIGRATE: 'false' }

describe.skipIf(without('the boot script on Docker', missing(needs)))('the boot script on Docker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tagwarden-boot-'))
  const around: { kill: () => unknown }[] = []
  let engine: PrivateDocker
  let database: OwnServer
  let instance: Instance
  let run: readonly string[][]

  beforeAll(async () => {
    const image = await buildServer()
    engine = await PrivateDocker.start()
    await load(image, 'tagwarden:local', engine, folder)
    database = await startPostgres('system')
    around.push(engine.startInside('redis-server', ['--port', '6379', '--save', '']))
    around.push(engine.startInside(process.execPath, ['-e', passOn, ...socketOf(database)]))
    instance = await bootedInstance(database)
    run = instance.calls().filter(([program, verb]) => program === 'docker' && verb === 'run')
  }, 900_000)
  afterAll(async () => {
    for (const each of around) each.kill()
    instance?.remove()
    if (database) await stopServer(database)
    await engine?.stop()
    rmSync(folder, { recursive: true })
  })

  /** A call of the script, in the sandbox's folders; neither CloudWatch nor a certificate of RDS is here. */
  const words = (position: number): string[] => {
    const given = (run[position] ?? []).slice(1)
    const changed = given.map((word) =>
      word
        .replace(/source=(?=\/)/, `source=${instance.root}`)
        .replace(/^(?=\/run\/tagwarden\/)/, instance.root)
        .replace(sampleValues.image, 'tagwarden:local')
        .replace(/^awslogs$/, 'json-file')
        .replace(/^DATABASE_CA_FILE=rds$/, 'HERE=nothing'),
    )
    return changed.filter(
      (word, at) => !isOfCloudWatch(word) && !(word === '--log-opt' && isOfCloudWatch(changed[at + 1])),
    )
  }
  const inContainer = (program: string) => engine.docker('exec', 'tagwarden', 'node', '-e', program)

  test('the migration ends well', async () => {
    expect(await engine.docker(...words(0))).toMatch(/\nGranted to tagwarden_server what replicas need\.$/)
  })
  test('[chk B8] the hardened server becomes ready, and answers whoever has the key', async () => {
    const [verb = '', ...rest] = words(1)
    await engine.docker(verb, '--detach', ...rest)
    const url = `http://127.0.0.1:${sampleValues.port}`
    const isReady = () => engine.inside('curl', ['--silent', '--fail', `${url}/health/ready`])
    await until(() => isReady().then(Boolean, () => false))
    expect((await callTool(engine, `${url}/mcp`, key)).result.structuredContent).toBeDefined()
    expect((await callTool(engine, `${url}/mcp`, `tw_${'w'.repeat(43)}`)).result).toBeUndefined()
  })
  test('[G8] [chk B8] Docker knows no secret of it', async () => {
    const known = await engine.docker('inspect', 'tagwarden')
    expect(known).toContain('"ReadonlyRootfs": true')
    for (const secret of [hash, password, encodeURIComponent(password)]) expect(known).not.toContain(secret)
  })
  test('[chk B8] it is user 10001 without capabilities, and writes to its folders alone', async () => {
    const status = await inContainer(`console.log(require('fs').readFileSync('/proc/self/status', 'utf8'))`)
    expect(status).toMatch(/^Uid:\t10001\t10001/m)
    expect(status).toMatch(/^CapEff:\t0+$/m)
    expect(status).toMatch(/^NoNewPrivs:\t1$/m)
    const writes = ['/tmp', '/data', '/mnt/data', '/app', '/run'].map(
      (to) => `try { fs.writeFileSync('${to}/x', ''); console.log('${to}') } catch {}`,
    )
    expect(await inContainer(writes.join(';'))).toBe('/tmp\n/data\n/mnt/data')
  })
  test('[chk B11] it ends by itself when it is asked to', async () => {
    const ended = engine.docker('wait', 'tagwarden')
    await engine.docker('stop', 'tagwarden')
    expect(await ended).toBe('0')
    await until(async () => (await engine.docker('ps', '--all', '--quiet')) === '')
  })
})

const isOfCloudWatch = (word = '') => /^awslogs-/.test(word)

/** From the engine's own network to a database outside of it. */
const passOn = `const net = require('node:net'), [path, port] = process.argv.slice(1)
net.createServer((from) => {
  const to = net.connect(path)
  from.pipe(to).pipe(from)
  for (const end of [from, to]) end.on('error', () => { from.destroy(); to.destroy() })
}).listen(Number(port), '127.0.0.1')`

const socketOf = ({ folder, url }: OwnServer) => [join(folder, `.s.PGSQL.${portOf(url)}`), portOf(url)]
const portOf = (url: string) => new URL(url).port

async function bootedInstance({ url }: OwnServer): Promise<Instance> {
  const { host } = new URL(url)
  const owner = { ...sampleValues.owner, address: `postgres://${host}/postgres` }
  const secrets = {
    'arn:of:database': `postgres://${sampleValues.serverLogin}:${encodeURIComponent(password)}@${host}/postgres`,
    'arn:of:redis': 'redis://127.0.0.1:6379/0',
    'arn:of:hashes': `test:sha256:${hash}`,
    'arn:of:owner': JSON.stringify({ username: 'postgres', password }),
  }
  // Nothing in the environment of an instance is an output of Pulumi.
  const plan = { settings: settings as Record<string, string>, secrets }
  const instance = new Instance(bootScript({ ...sampleValues, owner }), plan, sampleValues.parameterPath)
  const { status, output } = await instance.boot()
  if (status !== 0) throw new Error(output)
  // As the access point of EFS would.
  chownSync(instance.at('var/lib/tagwarden/artifacts'), serverUser, serverUser)
  return instance
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    if (await isSo()) return
    await wait(500)
  }
  throw new Error('not so for a minute')
}
