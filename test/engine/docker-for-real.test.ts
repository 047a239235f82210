// The stack of docs/deploy/docker.md on a real Docker engine, made by the provider that Pulumi's own wraps.

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildRedis, buildServer, load } from './built-images.ts'
import { Lab } from './lab.ts'
import { callTool } from './mcp-call.ts'
import { PrivateDocker } from './private-docker.ts'
import { find, missing, without } from './programs.ts'
import { type Standin, startStandin } from './standin/standin.ts'
import { serveDocker } from './terraform/docker-provider.ts'
import { type Plugin, startPlugin } from './terraform/plugin.ts'
import type { Served } from './wire/serve.ts'

const schemaReader = find('provider-schemas')
const binary = find('terraform-provider-docker')
const needs = {
  pulumi: find('pulumi'),
  'provider-schemas': schemaReader,
  'terraform-provider-docker': binary,
  'container-check': find('container-check'),
  dockerd: find('dockerd'),
  root: process.getuid?.() === 0,
}

describe.skipIf(without('docker for real', missing(needs)))('docker for real', () => {
  const names = { image: 'tagwarden:local', redisImage: 'redis:local' }
  let folder: string
  let engine: PrivateDocker
  let plugin: Plugin
  let provider: Served
  let standin: Standin
  let lab: Lab

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tagwarden-real-'))
    const images = [await buildServer(), await buildRedis(folder)]
    engine = await PrivateDocker.start()
    for (const [position, name] of Object.values(names).entries())
      await load(images[position] ?? '', name, engine, folder)
    plugin = await startPlugin(binary ?? '', join(dirname(binary ?? ''), 'tfplugin6.proto'), {
      DOCKER_HOST: engine.host,
    })
    provider = await serveDocker(plugin, schemaReader ?? '')
    standin = await startStandin(['docker-build', 'random'], schemaReader)
    const ports = { ...standin.ports, docker: provider.port }
    lab = await Lab.open(
      { stack: 'dev', ports },
      { 'tagwarden:docker': { ...names, host: engine.host, oldEngine: await engine.isOld() } },
    )
  }, 900_000)
  afterAll(async () => {
    lab?.close()
    standin?.stop()
    provider?.stop()
    await plugin?.stop()
    await engine?.stop()
    rmSync(folder, { recursive: true })
  })

  const containerOf = (name: string) =>
    engine.docker('ps', '--all', '--quiet', '--no-trunc', '--filter', `name=${name}`)
  const healthOf = (id: string) => engine.docker('inspect', '--format', '{{.State.Health.Status}}', id)
  const ready = async (url: string) => engine.inside('curl', ['--silent', '--show-error', '--fail', `${url}/ready`])

  test('a preview makes nothing', async () => {
    await lab.previewed()
    expect(await engine.docker('ps', '--all', '--quiet')).toBe('')
    expect(await engine.docker('volume', 'ls', '--quiet')).toBe('')
  })
  test('[chk D2] up ends with a server and a Redis that are healthy', async () => {
    await lab.up()
    for (const name of ['tagwarden-server', 'tagwarden-redis'])
      expect(await healthOf(await containerOf(name))).toBe('healthy')
  })
  test('the server is ready, and answers a tool call of MCP to whoever has the key', async () => {
    const { url, healthUrl, apiKey } = await lab.outputs()
    expect(JSON.parse(await ready(healthUrl))).toMatchObject({ status: 'ready' })
    const answer = await callTool(engine, url, apiKey)
    expect(answer.result.structuredContent).toBeDefined()
    expect((await callTool(engine, url, 'tw_wrong')).result).toBeUndefined()
  })
  test('a second up and a refresh change nothing', async () => {
    await lab.up('--expect-no-changes')
    await lab.must('refresh', '--yes', '--skip-preview', '--expect-no-changes')
  })
  test('a changed setting replaces the container and keeps its volume with the data in it', async () => {
    const before = await containerOf('tagwarden-server')
    const volumes = await engine.docker('volume', 'ls', '--quiet')
    await engine.docker('exec', before, 'node', '-e', `require('fs').writeFileSync('/data/mark', 'kept')`)
    lab.set({ 'tagwarden:port': 3000 })
    await lab.up()
    const after = await containerOf('tagwarden-server')
    expect(after).not.toBe(before)
    expect(await healthOf(after)).toBe('healthy')
    expect(await engine.docker('volume', 'ls', '--quiet')).toBe(volumes)
    expect(await engine.docker('exec', after, 'cat', '/data/mark')).toBe('kept')
    const { healthUrl } = await lab.outputs()
    expect(healthUrl).toContain(':3000/')
    expect(JSON.parse(await ready(healthUrl))).toMatchObject({ status: 'ready' })
  })
  test('[N13] neither the key nor its hash is plain in what Pulumi keeps', async () => {
    const { apiKey } = await lab.outputs()
    expect(lab.stored()).not.toContain(apiKey)
    expect(lab.stored()).not.toContain(createHash('sha256').update(apiKey).digest('hex'))
  })
  test('a container that was removed by hand comes back', async () => {
    await engine.docker('rm', '--force', await containerOf('tagwarden-redis'))
    await lab.up('--refresh')
    expect(await healthOf(await containerOf('tagwarden-redis'))).toBe('healthy')
  })
  test('destroy leaves nothing', async () => {
    await lab.must('destroy', '--yes')
    expect(await engine.docker('ps', '--all', '--quiet')).toBe('')
    expect(await engine.docker('volume', 'ls', '--quiet')).toBe('')
    const networks = await engine.docker('network', 'ls', '--filter', 'type=custom', '--quiet')
    expect(networks).toBe('')
  })
})
