import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  CreateOrUpdateTagsCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, type Expected, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const autoscaling: Seed = async ({ config, region }) => {
  const client = new AutoScalingClient(config)
  const LaunchConfigurationName = 'web'
  const machine = { LaunchConfigurationName, ImageId: 'ami-12c6146b', InstanceType: 't3.micro' }
  await client.send(new CreateLaunchConfigurationCommand(machine))
  const size = { MinSize: 0, MaxSize: 1, DesiredCapacity: 0, AvailabilityZones: [`${region}a`] }
  const listOf = (name: string, tags: Tags) => {
    const owner = { ResourceId: name, ResourceType: 'auto-scaling-group', PropagateAtLaunch: true }
    return asList(tags).map((tag) => ({ ...tag, ...owner }))
  }
  const found: Expected[] = []
  for (const [name, tags] of [
    ['tagged', oddTags],
    ['never-tagged', {}],
    ['tagged-later', plainTags],
  ] as const) {
    const Tags = name === 'tagged' ? listOf(name, tags) : undefined
    const input = { ...size, LaunchConfigurationName, AutoScalingGroupName: name, Tags }
    await client.send(new CreateAutoScalingGroupCommand(input))
    // Its ARN holds an id that was not known before.
    const asked = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] })
    const { AutoScalingGroups } = await client.send(asked)
    found.push({ id: there(AutoScalingGroups?.[0]?.AutoScalingGroupARN), type: 'autoscaling:autoScalingGroup', tags })
  }
  await client.send(new CreateOrUpdateTagsCommand({ Tags: listOf('tagged-later', plainTags) }))
  return found
}
