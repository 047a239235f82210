import { Image as BuiltImage, Index, type types } from '@pulumi/docker-build'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import type { Tags } from '../../tags.ts'

export interface ImageArgs {
  readonly stack: string
  readonly repositoryUrl: pulumi.Input<string>
  readonly login: pulumi.Input<types.input.RegistryArgs>
  /** Tag of the build, another for every other content: the registry never overwrites one. */
  readonly tag: string
  /** A folder with a Dockerfile, or the text of one that copies nothing. */
  readonly source: { readonly folder: string } | { readonly text: string }
  readonly tags: Tags
}

/** An image that is built, pushed and marked as running, so that the registry never forgets it. */
export class Image extends pulumi.ComponentResource {
  /** Name and digest. */
  readonly reference: pulumi.Output<string>

  constructor(name: string, args: ImageArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Image', name, {}, opts)
    const child = { parent: this }
    const { source, repositoryUrl, login } = args
    const files =
      'folder' in source
        ? { context: { location: source.folder }, dockerfile: { location: `${source.folder}/Dockerfile` } }
        : { dockerfile: { inline: source.text } }
    const built = new BuiltImage(
      `${name}-build`,
      {
        ...files,
        tags: [pulumi.interpolate`${repositoryUrl}:${args.tag}`],
        labels: args.tags,
        platforms: ['linux/amd64'],
        registries: [login],
        push: true,
        buildOnPreview: false,
      },
      child,
    )
    const digest = built.digest.apply((text) => text.replace('sha256:', '').slice(0, 12))
    // An image that a list refers to is kept as long as the list, and no rule selects the list's tag.
    const mark = new Index(
      `${name}-deployed`,
      {
        sources: [built.ref],
        tag: digest.apply(
          (short) => pulumi.interpolate`${repositoryUrl}:${physicalName('imageTag', args.stack, short)}`,
        ),
        registry: login,
        push: true,
      },
      child,
    )
    this.reference = pulumi.all([repositoryUrl, built.digest, mark.ref]).apply(([url, full]) => `${url}@${full}`)
    this.registerOutputs({ reference: this.reference })
  }
}
