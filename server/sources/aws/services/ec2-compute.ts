// Machines, disks, images and templates.

import type * as Ec2 from '@aws-sdk/client-ec2'
import { type Kind, tagsFrom } from '../service.ts'

const pageSize = 1000

export const computeKinds: readonly Kind<typeof Ec2, Ec2.EC2Client>[] = [
  {
    type: 'ec2:instance',
    calls: { DescribeInstances: 'ec2:DescribeInstances' },
    async *list({ sdk, client, arn }) {
      for await (const { Reservations = [] } of sdk.paginateDescribeInstances({ client, pageSize }, {}))
        yield Reservations.flatMap(({ Instances = [] }) => Instances).map((instance) => ({
          id: arn(`instance/${instance.InstanceId}`),
          state: instance.State?.Name,
          createdAt: instance.LaunchTime,
          gone: instance.State?.Name === 'terminated',
          tags: tagsFrom(instance.Tags),
        }))
    },
  },
  {
    type: 'ec2:volume',
    calls: { DescribeVolumes: 'ec2:DescribeVolumes' },
    async *list({ sdk, client, arn }) {
      for await (const { Volumes = [] } of sdk.paginateDescribeVolumes({ client, pageSize: 500 }, {}))
        yield Volumes.map((volume) => ({
          id: arn(`volume/${volume.VolumeId}`),
          state: volume.State,
          createdAt: volume.CreateTime,
          tags: tagsFrom(volume.Tags),
        }))
    },
  },
  {
    type: 'ec2:snapshot',
    calls: { DescribeSnapshots: 'ec2:DescribeSnapshots' },
    async *list({ sdk, client, arn }) {
      // Without an owner, everybody's public ones would come.
      const pages = sdk.paginateDescribeSnapshots({ client, pageSize }, { OwnerIds: ['self'] })
      for await (const { Snapshots = [] } of pages)
        yield Snapshots.map((snapshot) => ({
          id: arn(`snapshot/${snapshot.SnapshotId}`),
          state: snapshot.State,
          createdAt: snapshot.StartTime,
          tags: tagsFrom(snapshot.Tags),
        }))
    },
  },
  {
    type: 'ec2:image',
    calls: { DescribeImages: 'ec2:DescribeImages' },
    async *list({ sdk, client, arn }) {
      for await (const { Images = [] } of sdk.paginateDescribeImages({ client, pageSize }, { Owners: ['self'] }))
        yield Images.map((image) => ({
          id: arn(`image/${image.ImageId}`),
          name: image.Name,
          state: image.State,
          createdAt: image.CreationDate === undefined ? undefined : new Date(image.CreationDate),
          gone: image.State === 'deregistered',
          tags: tagsFrom(image.Tags),
        }))
    },
  },
  {
    type: 'ec2:launch-template',
    calls: { DescribeLaunchTemplates: 'ec2:DescribeLaunchTemplates' },
    async *list({ sdk, client, arn }) {
      const pages = sdk.paginateDescribeLaunchTemplates({ client, pageSize: 200 }, {})
      for await (const { LaunchTemplates = [] } of pages)
        yield LaunchTemplates.map((template) => ({
          id: arn(`launch-template/${template.LaunchTemplateId}`),
          name: template.LaunchTemplateName,
          createdAt: template.CreateTime,
          tags: tagsFrom(template.Tags),
        }))
    },
  },
]
