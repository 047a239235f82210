import * as ec2Sdk from '@aws-sdk/client-ec2'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, type Expected, type Ground, oddTags, plainTags, type Seed, there } from '../seed.ts'

const specification = (ResourceType: ec2Sdk.ResourceType, tags: Tags) =>
  Object.keys(tags).length > 0 ? [{ ResourceType, Tags: asList(tags) }] : undefined

export const ec2: Seed = async (ground) => {
  const client = new ec2Sdk.EC2Client(ground.config)
  return [...(await machines(client, ground)), ...(await disks(client, ground)), ...(await networks(client, ground))]
}

async function machines(client: ec2Sdk.EC2Client, { arn }: Ground): Promise<readonly Expected[]> {
  const found: Expected[] = []
  const launch = async (tags: Tags) => {
    const input = {
      ImageId: 'ami-12c6146b',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: specification('instance', tags),
    }
    const { Instances } = await client.send(new ec2Sdk.RunInstancesCommand(input))
    return there(Instances?.[0])
  }
  const parts = (instance: ec2Sdk.Instance): Expected[] => [
    ...(instance.BlockDeviceMappings ?? []).map(({ Ebs }) => ({
      ...{ id: arn('ec2', `volume/${Ebs?.VolumeId}`), type: 'ec2:volume', tags: {} },
    })),
    ...(instance.NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => ({
      ...{ id: arn('ec2', `network-interface/${NetworkInterfaceId}`), type: 'ec2:network-interface', tags: {} },
    })),
  ]
  for (const tags of [oddTags, {}, plainTags]) {
    const instance = await launch(tags)
    found.push({ id: arn('ec2', `instance/${instance.InstanceId}`), type: 'ec2:instance', tags }, ...parts(instance))
  }
  const doomed = await launch(plainTags)
  await client.send(new ec2Sdk.TerminateInstancesCommand({ InstanceIds: [there(doomed.InstanceId)] }))
  found.push({ id: arn('ec2', `instance/${doomed.InstanceId}`), type: 'ec2:instance', tags: {}, gone: true })
  // Moto takes its disk away with it, and leaves its network interface.
  found.push(...parts(doomed).filter(({ type }) => type === 'ec2:network-interface'))
  const [first] = found
  const image = await client.send(
    new ec2Sdk.CreateImageCommand({
      InstanceId: there(first).id.split('/')[1],
      Name: 'golden',
      TagSpecifications: specification('image', plainTags),
    }),
  )
  found.push({ id: arn('ec2', `image/${image.ImageId}`), type: 'ec2:image', tags: plainTags })
  // Made with the image, as its disk.
  const { Snapshots = [] } = await client.send(new ec2Sdk.DescribeSnapshotsCommand({ OwnerIds: ['self'] }))
  found.push(
    ...Snapshots.map(({ SnapshotId }) => ({
      id: arn('ec2', `snapshot/${SnapshotId}`),
      type: 'ec2:snapshot',
      tags: {},
    })),
  )
  for (const [LaunchTemplateName, tags] of [
    ['tagged', oddTags],
    ['never-tagged', {}],
  ] as const) {
    const input = {
      LaunchTemplateName,
      LaunchTemplateData: { ImageId: 'ami-12c6146b' },
      TagSpecifications: specification('launch-template', tags),
    }
    const { LaunchTemplate } = await client.send(new ec2Sdk.CreateLaunchTemplateCommand(input))
    const id = arn('ec2', `launch-template/${LaunchTemplate?.LaunchTemplateId}`)
    found.push({ id, type: 'ec2:launch-template', tags })
  }
  return found
}

async function disks(client: ec2Sdk.EC2Client, { arn, region }: Ground): Promise<readonly Expected[]> {
  const found: Expected[] = []
  for (const tags of [oddTags, {}, plainTags]) {
    const input = { AvailabilityZone: `${region}a`, Size: 1, TagSpecifications: specification('volume', tags) }
    const { VolumeId } = await client.send(new ec2Sdk.CreateVolumeCommand(input))
    found.push({ id: arn('ec2', `volume/${VolumeId}`), type: 'ec2:volume', tags })
    const copy = { VolumeId, TagSpecifications: specification('snapshot', tags) }
    const { SnapshotId } = await client.send(new ec2Sdk.CreateSnapshotCommand(copy))
    found.push({ id: arn('ec2', `snapshot/${SnapshotId}`), type: 'ec2:snapshot', tags })
  }
  return found
}

async function networks(client: ec2Sdk.EC2Client, { arn, region }: Ground): Promise<readonly Expected[]> {
  const made = (kind: string, id: string | undefined, tags: Tags, more: Partial<Expected> = {}): Expected => ({
    ...{ id: arn('ec2', `${kind}/${there(id)}`), type: `ec2:${kind}`, tags, ...more },
  })
  const tags = oddTags
  const vpcInput = { CidrBlock: '10.0.0.0/16', TagSpecifications: specification('vpc', tags) }
  const VpcId = (await client.send(new ec2Sdk.CreateVpcCommand(vpcInput))).Vpc?.VpcId
  const subnetInput = { VpcId, CidrBlock: '10.0.0.0/24', TagSpecifications: specification('subnet', tags) }
  const SubnetId = (await client.send(new ec2Sdk.CreateSubnetCommand(subnetInput))).Subnet?.SubnetId
  const groupInput = {
    VpcId,
    GroupName: 'web',
    Description: 'web',
    TagSpecifications: specification('security-group', tags),
  }
  const { GroupId } = await client.send(new ec2Sdk.CreateSecurityGroupCommand(groupInput))
  const addressInput = { Domain: 'vpc' as const, TagSpecifications: specification('elastic-ip', plainTags) }
  const { AllocationId } = await client.send(new ec2Sdk.AllocateAddressCommand(addressInput))
  const spare = await client.send(new ec2Sdk.AllocateAddressCommand({ Domain: 'vpc' }))
  const gatewayInput = { SubnetId, AllocationId, TagSpecifications: specification('natgateway', tags) }
  const { NatGateway } = await client.send(new ec2Sdk.CreateNatGatewayCommand(gatewayInput))
  const doomed = await client.send(
    new ec2Sdk.CreateNatGatewayCommand({ ...gatewayInput, AllocationId: spare.AllocationId }),
  )
  await client.send(new ec2Sdk.DeleteNatGatewayCommand({ NatGatewayId: doomed.NatGateway?.NatGatewayId }))
  const interfaceInput = { SubnetId, TagSpecifications: specification('network-interface', plainTags) }
  const { NetworkInterface } = await client.send(new ec2Sdk.CreateNetworkInterfaceCommand(interfaceInput))
  const endpointInput = {
    VpcId,
    ServiceName: `com.amazonaws.${region}.s3`,
    TagSpecifications: specification('vpc-endpoint', tags),
  }
  const { VpcEndpoint } = await client.send(new ec2Sdk.CreateVpcEndpointCommand(endpointInput))
  const { SecurityGroups } = await client.send(
    new ec2Sdk.DescribeSecurityGroupsCommand({
      Filters: [
        { Name: 'vpc-id', Values: [there(VpcId)] },
        { Name: 'group-name', Values: ['default'] },
      ],
    }),
  )
  // Each gateway has one too.
  const inSubnet = { Filters: [{ Name: 'subnet-id', Values: [there(SubnetId)] }] }
  const { NetworkInterfaces = [] } = await client.send(new ec2Sdk.DescribeNetworkInterfacesCommand(inSubnet))
  const ofGateways = NetworkInterfaces.flatMap(({ NetworkInterfaceId: id }) =>
    id === NetworkInterface?.NetworkInterfaceId ? [] : [id],
  )
  return [
    made('vpc', VpcId, tags),
    made('subnet', SubnetId, tags),
    made('security-group', GroupId, tags),
    made('security-group', SecurityGroups?.[0]?.GroupId, {}, { managed: true }),
    made('elastic-ip', AllocationId, plainTags),
    made('elastic-ip', spare.AllocationId, {}),
    made('natgateway', NatGateway?.NatGatewayId, tags),
    made('natgateway', doomed.NatGateway?.NatGatewayId, {}, { gone: true }),
    made('network-interface', NetworkInterface?.NetworkInterfaceId, plainTags),
    ...ofGateways.map((id) => made('network-interface', id, {})),
    made('vpc-endpoint', VpcEndpoint?.VpcEndpointId, tags),
  ]
}
