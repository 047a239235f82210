import { Container } from '@pulumi/docker/container.js'
import { Volume } from '@pulumi/docker/volume.js'
import * as pulumi from '@pulumi/pulumi'
import { dataFolder, readyCheck, type ServerEnvironment, serverUser } from '../server-environment.ts'
import { requireStorage, type StorageKind } from '../storage-rule.ts'
import type { Tags } from '../tags.ts'
import { hardened, memoryLimit, whileStarting } from './hardening.ts'
import { labelsOf } from './labels.ts'

export interface ServerArgs {
  readonly image: pulumi.Input<string>
  readonly networkName: pulumi.Input<string>
  /** Inside the container, and on 127.0.0.1 of this machine. */
  readonly port: number
  readonly storage: StorageKind
  readonly replicas: number
  readonly environment: ServerEnvironment
  /** A folder like ~/.aws, which the server may read and not write. */
  readonly awsFolder: string | undefined
  /** Docker before 25. */
  readonly oldEngine: boolean
  readonly tags: Tags
}

/** Tagwarden itself, with its data in a volume that outlives the container. */
export class Server extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>
  readonly containerName: pulumi.Output<string>

  constructor(name: string, args: ServerArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // Before anything is registered.
    requireStorage({ target: 'docker', storage: args.storage, replicas: args.replicas })
    super('tagwarden:docker:Server', name, {}, opts)
    const child = { parent: this }
    const labels = labelsOf(args.tags)
    const volume = new Volume(`${name}-data`, { labels }, child)
    const container = new Container(
      name,
      {
        image: args.image,
        ...hardened(),
        ...memoryLimit(1024),
        envs: linesOf(args.environment),
        user: `${serverUser}:${serverUser}`,
        labels,
        networksAdvanced: [{ name: args.networkName, aliases: ['tagwarden'] }],
        ports: [{ internal: args.port, external: args.port, ip: '127.0.0.1', protocol: 'tcp' }],
        volumes: [{ volumeName: volume.name, containerPath: dataFolder }, ...credentials(args.awsFolder)],
        tmpfs: { '/tmp': 'size=64m' },
        healthcheck: { ...readiness(args.port), ...whileStarting(args.oldEngine) },
      },
      // The port is taken until the old container is gone.
      { ...child, deleteBeforeReplace: true },
    )
    this.containerName = container.name
    this.url = container.id.apply(() => `http://127.0.0.1:${args.port}`)
    this.registerOutputs({ url: this.url, containerName: this.containerName })
  }
}

const credentials = (hostPath: string | undefined) =>
  hostPath === undefined ? [] : [{ hostPath, containerPath: '/home/app/.aws', readOnly: true }]

const linesOf = (environment: ServerEnvironment) =>
  Object.entries(environment).map(([name, value]) => pulumi.interpolate`${name}=${value}`)

const readiness = (port: number) => ({
  tests: ['CMD', ...readyCheck(port)],
  interval: '30s',
  timeout: '10s',
  retries: 3,
  // As Docker answers it; '60s' would look like drift for ever.
  startPeriod: '1m0s',
})
