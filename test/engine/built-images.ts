// The images that container-check makes without a registry, as it keeps them.

import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import type { PrivateDocker } from './private-docker.ts'

const run = promisify(execFile)
const repository = new URL('../..', import.meta.url).pathname.replace(/\/$/, '')

/** Builds the Dockerfile of the repository. */
export const buildServer = (): Promise<string> => build(repository)

/** A Redis that stands in for the image of docker-compose.yml. */
export function buildRedis(folder: string): Promise<string> {
  const project = join(folder, 'tagwarden-redis')
  mkdirSync(project)
  writeFileSync(join(project, 'Dockerfile'), 'FROM redis:7.4.7-alpine\n')
  return build(project)
}

/** Returns the image's name in the store of container-check. */
async function build(project: string): Promise<string> {
  await run('container-check', ['build', project], { maxBuffer: 16 * 1024 ** 2 })
  return `localhost/container-check/${basename(project).toLowerCase()}:latest`
}

/** Copies an image into an engine under another name. */
export async function load(image: string, name: string, engine: PrivateDocker, folder: string): Promise<void> {
  const archive = join(folder, `${basename(image).replace(/\W/g, '-')}.tar`)
  const cache = process.env.CONTAINER_CHECK_HOME ?? join(homedir(), '.cache', 'container-check')
  const env = {
    ...process.env,
    CONTAINERS_STORAGE_CONF: join(cache, 'etc', 'storage.conf'),
    CONTAINERS_CONF: join(cache, 'etc', 'containers.conf'),
  }
  await run('podman', ['save', '--quiet', '--format', 'docker-archive', '--output', archive, image], { env })
  await engine.docker('load', '--quiet', '--input', archive)
  const id = await run('podman', ['image', 'inspect', '--format', '{{.Id}}', image], { env })
  await engine.docker('tag', id.stdout.trim(), name)
}
