import { LaunchTemplate } from '@pulumi/aws/ec2/launchTemplate.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import { dataTags } from '../../tags.ts'
import type { Place } from '../place.ts'

export interface LaunchPlanArgs {
  readonly place: Place
  /** Amazon Linux 2023, by its id: a group cannot go back to an image that is named otherwise. */
  readonly ami: string
  readonly instanceType: string
  readonly groupId: pulumi.Input<string>
  readonly profileArn: pulumi.Input<string>
  readonly diskKeyArn: pulumi.Input<string>
  /** What a machine runs when it starts. Anybody on the machine can read it. */
  readonly script: pulumi.Input<string>
}

const diskGb = 20

/** How a machine is made. */
export class LaunchPlan extends pulumi.ComponentResource {
  readonly templateId: pulumi.Output<string>
  readonly version: pulumi.Output<string>

  constructor(name: string, args: LaunchPlanArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:LaunchPlan', name, {}, opts)
    const { place, instanceType } = args
    const template = new LaunchTemplate(
      name,
      {
        description: 'A server of Tagwarden',
        imageId: args.ami,
        instanceType,
        iamInstanceProfile: { arn: args.profileArn },
        ebsOptimized: 'true',
        instanceInitiatedShutdownBehavior: 'terminate',
        // The container shares the network of its machine, so one hop reaches the metadata.
        metadataOptions: {
          httpEndpoint: 'enabled',
          httpTokens: 'required',
          httpPutResponseHopLimit: 1,
          instanceMetadataTags: 'enabled',
        },
        monitoring: { enabled: true },
        ...(instanceType.startsWith('t') && { creditSpecification: { cpuCredits: 'standard' } }),
        networkInterfaces: [
          { associatePublicIpAddress: 'false', deleteOnTermination: 'true', securityGroups: [args.groupId] },
        ],
        blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: disk(args) }],
        tagSpecifications: tagsOf(place),
        updateDefaultVersion: true,
        userData: pulumi.output(args.script).apply((text) => Buffer.from(text).toString('base64')),
        tags: place.tags,
      },
      { parent: this },
    )
    this.templateId = template.id
    this.version = template.latestVersion.apply(String)
    this.registerOutputs({ templateId: this.templateId, version: this.version })
  }
}

const disk = ({ diskKeyArn }: LaunchPlanArgs) => ({
  encrypted: 'true',
  kmsKeyId: diskKeyArn,
  volumeType: 'gp3',
  volumeSize: diskGb,
  deleteOnTermination: 'true',
})

/** The tags of the stack do not reach what a group starts. */
function tagsOf({ stack, tags }: Place) {
  const Name = physicalName('group', stack)
  return [
    { resourceType: 'instance', tags: { ...tags, Name } },
    { resourceType: 'volume', tags: { ...dataTags(tags, 'internal'), Name } },
    { resourceType: 'network-interface', tags: { ...tags, Name } },
  ]
}
