// Networks and their parts. What AWS made by itself, or for another resource, is marked as managed.

import type * as Ec2 from '@aws-sdk/client-ec2'
import { type Kind, tagsFrom } from '../service.ts'

const pageSize = 1000

export const networkKinds: readonly Kind<typeof Ec2, Ec2.EC2Client>[] = [
  {
    type: 'ec2:vpc',
    calls: { DescribeVpcs: 'ec2:DescribeVpcs' },
    async *list({ sdk, client, arn }) {
      for await (const { Vpcs = [] } of sdk.paginateDescribeVpcs({ client, pageSize }, {}))
        yield Vpcs.map((vpc) => ({
          id: arn(`vpc/${vpc.VpcId}`),
          state: vpc.State,
          managed: vpc.IsDefault,
          tags: tagsFrom(vpc.Tags),
        }))
    },
  },
  {
    type: 'ec2:subnet',
    calls: { DescribeSubnets: 'ec2:DescribeSubnets' },
    async *list({ sdk, client, arn }) {
      for await (const { Subnets = [] } of sdk.paginateDescribeSubnets({ client, pageSize }, {}))
        yield Subnets.map((subnet) => ({
          id: arn(`subnet/${subnet.SubnetId}`),
          state: subnet.State,
          managed: subnet.DefaultForAz,
          tags: tagsFrom(subnet.Tags),
        }))
    },
  },
  {
    type: 'ec2:security-group',
    calls: { DescribeSecurityGroups: 'ec2:DescribeSecurityGroups' },
    async *list({ sdk, client, arn }) {
      for await (const { SecurityGroups = [] } of sdk.paginateDescribeSecurityGroups({ client, pageSize }, {}))
        yield SecurityGroups.map((group) => ({
          id: arn(`security-group/${group.GroupId}`),
          name: group.GroupName,
          // Every network gets one; nobody can give another one this name, nor delete it.
          managed: group.GroupName === 'default',
          tags: tagsFrom(group.Tags),
        }))
    },
  },
  {
    type: 'ec2:natgateway',
    calls: { DescribeNatGateways: 'ec2:DescribeNatGateways' },
    async *list({ sdk, client, arn }) {
      for await (const { NatGateways = [] } of sdk.paginateDescribeNatGateways({ client, pageSize }, {}))
        yield NatGateways.map((gateway) => ({
          id: arn(`natgateway/${gateway.NatGatewayId}`),
          state: gateway.State,
          createdAt: gateway.CreateTime,
          gone: gateway.State === 'deleted',
          tags: tagsFrom(gateway.Tags),
        }))
    },
  },
  {
    type: 'ec2:elastic-ip',
    calls: { DescribeAddresses: 'ec2:DescribeAddresses' },
    async *list({ sdk, client, arn }) {
      // The only listing here that always comes whole.
      const { Addresses = [] } = await client.send(new sdk.DescribeAddressesCommand({}))
      yield Addresses.map((address) => ({
        id: arn(`elastic-ip/${address.AllocationId}`),
        name: address.PublicIp,
        tags: tagsFrom(address.Tags),
      }))
    },
  },
  {
    type: 'ec2:network-interface',
    calls: { DescribeNetworkInterfaces: 'ec2:DescribeNetworkInterfaces' },
    async *list({ sdk, client, arn }) {
      const pages = sdk.paginateDescribeNetworkInterfaces({ client, pageSize }, {})
      for await (const { NetworkInterfaces = [] } of pages)
        yield NetworkInterfaces.map((networkInterface) => ({
          id: arn(`network-interface/${networkInterface.NetworkInterfaceId}`),
          state: networkInterface.Status,
          managed: networkInterface.RequesterManaged,
          tags: tagsFrom(networkInterface.TagSet),
        }))
    },
  },
  {
    type: 'ec2:vpc-endpoint',
    calls: { DescribeVpcEndpoints: 'ec2:DescribeVpcEndpoints' },
    async *list({ sdk, client, arn }) {
      for await (const { VpcEndpoints = [] } of sdk.paginateDescribeVpcEndpoints({ client, pageSize }, {}))
        yield VpcEndpoints.map((endpoint) => ({
          id: arn(`vpc-endpoint/${endpoint.VpcEndpointId}`),
          state: endpoint.State,
          createdAt: endpoint.CreationTimestamp,
          managed: endpoint.RequesterManaged,
          gone: endpoint.State?.toLowerCase() === 'deleted',
          tags: tagsFrom(endpoint.Tags),
        }))
    },
  },
]
