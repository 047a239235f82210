import { Container } from '@pulumi/docker/container.js'
import { RemoteImage } from '@pulumi/docker/remoteImage.js'
import { Volume } from '@pulumi/docker/volume.js'
import * as pulumi from '@pulumi/pulumi'
import type { Tags } from '../tags.ts'
import { hardened, memoryLimit, whileStarting } from './hardening.ts'
import { labelsOf } from './labels.ts'

export interface RedisArgs {
  readonly networkName: pulumi.Input<string>
  /** An image that the engine has already; then nothing is pulled. */
  readonly image: string | undefined
  /** Docker before 25. */
  readonly oldEngine: boolean
  readonly tags: Tags
}

/** Both as in docker-compose.yml. */
const imageName = 'redis:7.4.7-alpine'
const command = ['redis-server', '--maxmemory', '192mb', '--maxmemory-policy', 'volatile-lru']

/** The shared cache, reached by the server's network only. */
export class Redis extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>

  constructor(name: string, args: RedisArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:docker:Redis', name, {}, opts)
    const child = { parent: this }
    const labels = labelsOf(args.tags)
    const image =
      args.image ?? new RemoteImage(`${name}-image`, { name: imageName, keepLocally: true }, child).repoDigest
    const volume = new Volume(`${name}-data`, { labels }, child)
    const container = new Container(
      name,
      {
        image,
        ...hardened(),
        ...memoryLimit(256),
        command,
        user: '999:1000',
        labels,
        networksAdvanced: [{ name: args.networkName, aliases: ['redis'] }],
        volumes: [{ volumeName: volume.name, containerPath: '/data' }],
        tmpfs: { '/tmp': 'size=16m' },
        healthcheck: {
          tests: ['CMD', 'redis-cli', 'ping'],
          interval: '30s',
          timeout: '10s',
          retries: 3,
          startPeriod: '30s',
          ...whileStarting(args.oldEngine),
        },
      },
      child,
    )
    this.url = container.id.apply(() => 'redis://redis:6379')
    this.registerOutputs({ url: this.url })
  }
}
