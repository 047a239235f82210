// A real Docker engine with the images of the stack in it, and the real provider in front of it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildRedis, buildServer, load } from './built-images.ts'
import { Lab } from './lab.ts'
import { PrivateDocker } from './private-docker.ts'
import { find } from './programs.ts'
import { type Standin, startStandin } from './standin/standin.ts'
import { serveDocker } from './terraform/docker-provider.ts'
import { type Plugin, startPlugin } from './terraform/plugin.ts'
import type { Served } from './wire/serve.ts'

const schemaReader = find('provider-schemas')
const binary = find('terraform-provider-docker')
export const needs = {
  pulumi: find('pulumi'),
  'provider-schemas': schemaReader,
  'terraform-provider-docker': binary,
  'container-check': find('container-check'),
  dockerd: find('dockerd'),
  root: process.getuid?.() === 0,
}
const names = { image: 'tagwarden:local', redisImage: 'redis:local' }

type Parts = {
  readonly engine: PrivateDocker
  readonly plugin: Plugin
  readonly provider: Served
  readonly standin: Standin
}

export class RealDocker {
  readonly engine: PrivateDocker
  private readonly parts: Parts

  private constructor(parts: Parts) {
    this.parts = parts
    this.engine = parts.engine
  }

  static async start(): Promise<RealDocker> {
    const folder = mkdtempSync(join(tmpdir(), 'tagwarden-real-'))
    const images = [await buildServer(), await buildRedis(folder)]
    const engine = await PrivateDocker.start()
    try {
      for (const [position, name] of Object.values(names).entries())
        await load(images[position] ?? '', name, engine, folder)
      return new RealDocker(await partsOf(engine))
    } catch (error) {
      await engine.stop()
      throw error
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  /** A stack that is not up yet. */
  async open(): Promise<Lab> {
    const { provider, standin } = this.parts
    const docker = { ...names, host: this.engine.host, oldEngine: await this.engine.isOld() }
    return Lab.open(
      { stack: 'dev', ports: { ...standin.ports, docker: provider.port } },
      { 'tagwarden:docker': docker },
    )
  }

  async stop(): Promise<void> {
    const { engine, plugin, provider, standin } = this.parts
    standin.stop()
    provider.stop()
    await plugin.stop()
    await engine.stop()
  }

  /** Id of the container whose name begins so, running or not; nothing, where there is none. */
  containerOf = (name: string): Promise<string> =>
    this.engine.docker('ps', '--all', '--quiet', '--no-trunc', '--filter', `name=${name}`)

  healthOf = async (name: string): Promise<string> =>
    this.engine.docker('inspect', '--format', '{{.State.Health.Status}}', await this.containerOf(name))

  ready = (url: string): Promise<string> =>
    this.engine.inside('curl', ['--silent', '--show-error', '--fail', `${url}/ready`])
}

async function partsOf(engine: PrivateDocker): Promise<Parts> {
  const protocol = join(dirname(binary ?? ''), 'tfplugin6.proto')
  const plugin = await startPlugin(binary ?? '', protocol, { DOCKER_HOST: engine.host })
  const provider = await serveDocker(plugin, schemaReader ?? '')
  const standin = await startStandin(['docker-build', 'random'], schemaReader)
  return { engine, plugin, provider, standin }
}
