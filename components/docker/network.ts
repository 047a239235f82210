import { Network as DockerNetwork } from '@pulumi/docker/network.js'
import * as pulumi from '@pulumi/pulumi'
import type { Tags } from '../tags.ts'
import { labelsOf } from './labels.ts'

/** The bridge on which the containers find each other by name. */
export class Network extends pulumi.ComponentResource {
  readonly networkName: pulumi.Output<string>

  constructor(name: string, args: { readonly tags: Tags }, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:docker:Network', name, {}, opts)
    const bridge = new DockerNetwork(name, { driver: 'bridge', labels: labelsOf(args.tags) }, { parent: this })
    this.networkName = bridge.name
    this.registerOutputs({ networkName: this.networkName })
  }
}
