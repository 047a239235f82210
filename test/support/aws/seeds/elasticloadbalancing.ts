import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2'
import {
  CreateLoadBalancerCommand as CreateClassic,
  ElasticLoadBalancingClient,
} from '@aws-sdk/client-elastic-load-balancing'
import {
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { asList, type Expected, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const elasticloadbalancing: Seed = async ({ config, arn }) => {
  const client = new ElasticLoadBalancingV2Client(config)
  const classic = new ElasticLoadBalancingClient(config)
  const network = new EC2Client(config)
  const { Subnets } = await network.send(new DescribeSubnetsCommand({}))
  const ids = there(Subnets).flatMap(({ SubnetId }) => SubnetId ?? [])
  const found: Expected[] = []
  for (const [Name, tags, Type] of [
    ['tagged', oddTags, 'application'],
    ['never-tagged', {}, 'network'],
  ] as const) {
    const Tags = Object.keys(tags).length > 0 ? asList(tags) : undefined
    const balancer = await client.send(new CreateLoadBalancerCommand({ Name, Tags, Type, Subnets: ids.slice(0, 2) }))
    const id = there(balancer.LoadBalancers?.[0]?.LoadBalancerArn)
    found.push({ id, type: 'elasticloadbalancing:loadbalancer', tags })
    const group = await client.send(new CreateTargetGroupCommand({ Name, Tags, TargetType: 'lambda' }))
    const groupId = there(group.TargetGroups?.[0]?.TargetGroupArn)
    found.push({ id: groupId, type: 'elasticloadbalancing:targetgroup', tags })
  }
  const Listeners = [{ Protocol: 'HTTP', LoadBalancerPort: 80, InstancePort: 80 }]
  const old = { LoadBalancerName: 'old', Listeners, Subnets: ids.slice(0, 1), Tags: asList(plainTags) }
  await classic.send(new CreateClassic(old))
  const id = arn('elasticloadbalancing', 'loadbalancer/old')
  // Made for it on the way.
  const { SecurityGroups = [] } = await network.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['default_elb_*'] }] }),
  )
  for (const { GroupId } of SecurityGroups)
    found.push({ id: arn('ec2', `security-group/${GroupId}`), type: 'ec2:security-group', tags: {} })
  return [...found, { id, type: 'elasticloadbalancing:loadbalancer', tags: plainTags }]
}
