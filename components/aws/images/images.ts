import * as pulumi from '@pulumi/pulumi'
import { collectorDockerfile, collectorTag } from '../fargate/collector.ts'
import type { Place } from '../place.ts'
import { Image } from './image.ts'
import { repositoryArnOf } from './image-reference.ts'
import { Registry } from './registry.ts'

export interface ImagesArgs {
  readonly place: Place
  readonly dataKeyArn: pulumi.Input<string>
  readonly keepData: boolean
  /** With digest; what is left out is built. */
  readonly given: { readonly server: string | undefined; readonly collector: string | undefined }
  /** Whether the collector is one of them. */
  readonly traces: boolean
  /** Folder with the Dockerfile, and a name for its contents. */
  readonly source: { readonly folder: string; readonly hash: string }
}

/** The images of a server, each by its digest, in a registry of this stack or where they were given. */
export class Images extends pulumi.ComponentResource {
  readonly server: pulumi.Output<string>
  /** Undefined without traces, and when the server was given and the collector was not: then nothing is built at all. */
  readonly collector: pulumi.Output<string> | undefined
  readonly repositoryArns: readonly pulumi.Output<string>[]

  constructor(name: string, args: ImagesArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Images', name, {}, opts)
    const { place, given } = args
    const references = [given.server, given.collector].filter((image) => image !== undefined)
    const foreign = references
      .map((image) => repositoryArnOf(image, place.partition))
      .filter((arn) => arn !== undefined)
    const built = given.server === undefined ? this.build(name, args) : undefined
    this.server = built?.server ?? pulumi.output(given.server ?? '')
    this.collector = given.collector === undefined ? built?.collector : pulumi.output(given.collector)
    this.repositoryArns = [...(built ? [built.repositoryArn] : []), ...foreign.map((arn) => pulumi.output(arn))]
    this.registerOutputs({ server: this.server, collector: this.collector })
  }

  private build(name: string, { place, dataKeyArn, keepData, given, traces, source }: ImagesArgs) {
    const registry = new Registry(`${name}-registry`, { place, dataKeyArn, keepData }, { parent: this })
    const common = {
      stack: place.stack,
      repositoryUrl: registry.repositoryUrl,
      login: registry.login,
      tags: place.tags,
    }
    const server = { ...common, tag: `build-${source.hash}`, source: { folder: source.folder } }
    const collector = { ...common, tag: collectorTag, source: { text: collectorDockerfile } }
    return {
      repositoryArn: registry.repositoryArn,
      server: new Image(`${name}-server`, server, { parent: this }).reference,
      collector:
        given.collector || !traces ? undefined : new Image(`${name}-collector`, collector, { parent: this }).reference,
    }
  }
}
