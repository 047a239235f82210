import { getAuthorizationTokenOutput } from '@pulumi/aws/ecr/getAuthorizationToken.js'
import { LifecyclePolicy } from '@pulumi/aws/ecr/lifecyclePolicy.js'
import { Repository } from '@pulumi/aws/ecr/repository.js'
import type { types } from '@pulumi/docker-build'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import type { Place } from '../place.ts'
import { lifecyclePolicy } from './lifecycle.ts'

export interface RegistryArgs {
  readonly place: Place
  readonly dataKeyArn: pulumi.Input<string>
  /** Whether a destroy may take images with it. */
  readonly keepData: boolean
}

/** Where the images of this stack live: scanned, encrypted, and never overwritten. */
export class Registry extends pulumi.ComponentResource {
  readonly repositoryUrl: pulumi.Output<string>
  readonly repositoryArn: pulumi.Output<string>
  /** What a push needs. Secret. */
  readonly login: pulumi.Output<types.input.RegistryArgs>

  constructor(name: string, args: RegistryArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Registry', name, {}, opts)
    const { place } = args
    const repository = new Repository(
      `${name}-repository`,
      {
        name: physicalName('repository', place.stack),
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: 'KMS', kmsKey: args.dataKeyArn }],
        forceDelete: !args.keepData,
        tags: place.tags,
      },
      { parent: this, deleteBeforeReplace: true },
    )
    const policy = pulumi.jsonStringify(lifecyclePolicy)
    new LifecyclePolicy(`${name}-lifecycle`, { repository: repository.name, policy }, { parent: this })
    const token = getAuthorizationTokenOutput({ registryId: repository.registryId }, { parent: this })
    this.repositoryUrl = repository.repositoryUrl
    this.repositoryArn = repository.arn
    this.login = pulumi.secret(
      pulumi.all([repository.repositoryUrl, token.userName, token.password]).apply(([address, username, password]) => ({
        address,
        username,
        password,
      })),
    )
    this.registerOutputs({ repositoryUrl: this.repositoryUrl, repositoryArn: this.repositoryArn })
  }
}
