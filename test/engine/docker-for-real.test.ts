// The stack of docs/deploy/docker.md on a real Docker engine, made by the provider that Pulumi's own wraps.

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accidentsForReal } from './accidents-for-real.ts'
import type { Lab } from './lab.ts'
import { callTool } from './mcp-call.ts'
import { missing, without } from './programs.ts'
import { needs, RealDocker } from './real-docker.ts'

describe.skipIf(without('docker for real', missing(needs)))('docker for real', () => {
  let real: RealDocker
  beforeAll(async () => {
    real = await RealDocker.start()
  }, 900_000)
  afterAll(() => real?.stop())

  describe('the life of a stack', () => life(() => real))
  describe('accidents', () => accidentsForReal(() => real))
})

function life(docker: () => RealDocker): void {
  let lab: Lab
  beforeAll(async () => {
    lab = await docker().open()
  })
  afterAll(() => lab?.close())

  test('a preview makes nothing', async () => {
    await lab.previewed()
    expect(await docker().engine.docker('ps', '--all', '--quiet')).toBe('')
    expect(await docker().engine.docker('volume', 'ls', '--quiet')).toBe('')
  })
  test('[chk D2] up ends with a server and a Redis that are healthy', async () => {
    await lab.up()
    for (const name of ['tagwarden-server', 'tagwarden-redis']) expect(await docker().healthOf(name)).toBe('healthy')
  })
  test('the server is ready, and answers a tool call of MCP to whoever has the key', async () => {
    const { url, healthUrl, apiKey } = await lab.outputs()
    expect(JSON.parse(await docker().ready(healthUrl))).toMatchObject({ status: 'ready' })
    const answer = await callTool(docker().engine, url, apiKey)
    expect(answer.result.structuredContent).toBeDefined()
    expect((await callTool(docker().engine, url, 'tw_wrong')).result).toBeUndefined()
  })
  test('a second up and a refresh change nothing', async () => {
    await lab.up('--expect-no-changes')
    await lab.must('refresh', '--yes', '--skip-preview', '--expect-no-changes')
  })
  test('a changed setting replaces the container and keeps its volume with the data in it', async () => {
    const before = await docker().containerOf('tagwarden-server')
    const volumes = await docker().engine.docker('volume', 'ls', '--quiet')
    await docker().engine.docker('exec', before, 'node', '-e', `require('fs').writeFileSync('/data/mark', 'kept')`)
    lab.set({ 'tagwarden:port': 3000 })
    await lab.up()
    const after = await docker().containerOf('tagwarden-server')
    expect(after).not.toBe(before)
    expect(await docker().healthOf('tagwarden-server')).toBe('healthy')
    expect(await docker().engine.docker('volume', 'ls', '--quiet')).toBe(volumes)
    expect(await docker().engine.docker('exec', after, 'cat', '/data/mark')).toBe('kept')
    const { healthUrl } = await lab.outputs()
    expect(healthUrl).toContain(':3000/')
    expect(JSON.parse(await docker().ready(healthUrl))).toMatchObject({ status: 'ready' })
  })
  test('[N13] neither the key nor its hash is plain in what Pulumi keeps', async () => {
    const { apiKey } = await lab.outputs()
    expect(lab.stored()).not.toContain(apiKey)
    expect(lab.stored()).not.toContain(createHash('sha256').update(apiKey).digest('hex'))
  })
  test('a container that was removed by hand comes back', async () => {
    await docker().engine.docker('rm', '--force', await docker().containerOf('tagwarden-redis'))
    await lab.up('--refresh')
    expect(await docker().healthOf('tagwarden-redis')).toBe('healthy')
  })
  test('destroy leaves nothing', async () => {
    await lab.must('destroy', '--yes')
    expect(await docker().engine.docker('ps', '--all', '--quiet')).toBe('')
    expect(await docker().engine.docker('volume', 'ls', '--quiet')).toBe('')
    const networks = await docker().engine.docker('network', 'ls', '--filter', 'type=custom', '--quiet')
    expect(networks).toBe('')
  })
}
