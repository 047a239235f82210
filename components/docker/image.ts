import { Image } from '@pulumi/docker-build/image.js'
import * as pulumi from '@pulumi/pulumi'
import type { Tags } from '../tags.ts'

export interface ServerImageArgs {
  /** An image that the engine has already; then nothing is built. */
  readonly given: string | undefined
  /** Folder with the Dockerfile. */
  readonly context: string
  /** Names the sources, so that another source is another image. */
  readonly sourceHash: string
  readonly tags: Tags
}

/** The server's image on the local engine: built from the sources, or given. */
export class ServerImage extends pulumi.ComponentResource {
  readonly reference: pulumi.Output<string>

  constructor(name: string, args: ServerImageArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:docker:ServerImage', name, {}, opts)
    this.reference = args.given === undefined ? this.build(name, args) : pulumi.output(args.given)
    this.registerOutputs({ reference: this.reference })
  }

  private build(name: string, { context, sourceHash, tags }: ServerImageArgs): pulumi.Output<string> {
    const reference = `tagwarden:build-${sourceHash}`
    const built = new Image(
      `${name}-build`,
      {
        context: { location: context },
        dockerfile: { location: `${context}/Dockerfile` },
        tags: [reference],
        labels: tags,
        load: true,
        push: false,
        buildOnPreview: false,
      },
      { parent: this },
    )
    // The name is known beforehand; whoever uses it has to wait for the build all the same.
    return built.digest.apply(() => reference)
  }
}
