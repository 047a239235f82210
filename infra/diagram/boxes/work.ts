// The servers on AWS, and what they need to start.

import type { Json } from '../../recorder/graph.ts'
import { input, listOf, ofType, type Part } from '../parts.ts'
import { type BoxRule, some } from './rule.ts'

const service = 'aws:ecs/service:Service'
const group = 'aws:autoscaling/group:Group'
const parameter = 'aws:ssm/parameter:Parameter'
const scaled = 'aws:appautoscaling/target:Target'

export const workBoxes: readonly BoxRule[] = [
  {
    id: 'servers',
    called: 'servers',
    title: () => 'Servers',
    notes: (part) => [...tasks(part), ...machines(part)],
  },
  {
    id: 'secrets',
    frame: 'start',
    called: 'secrets',
    title: (part) => some(ofType(part, 'aws:secretsmanager/secret:Secret').length, 'secret'),
    notes: (part) =>
      ofType(part, parameter).length === 0 ? [] : [`and ${some(ofType(part, parameter).length, 'plain setting')}`],
  },
  {
    id: 'images',
    frame: 'start',
    called: 'images',
    title: () => 'Image registry',
    notes: (part) => [some(ofType(part, 'docker-build:index:Image').length, 'image')],
  },
  {
    id: 'role',
    frame: 'start',
    called: 'audit role',
    title: () => 'Audit role',
    notes: (part) => [String(input(part, 'aws:iam/role:Role', 'description'))],
  },
  {
    id: 'spokes',
    called: 'roles in other accounts',
    title: (part) => some(ofType(part, 'aws:iam/role:Role').length, 'role'),
    notes: () => ['in other accounts'],
  },
]

function tasks(part: Part): string[] {
  if (ofType(part, service).length === 0) return []
  const strategy = String(input(part, service, 'deploymentConfiguration.strategy'))
  return [
    `${input(part, scaled, 'minCapacity')} to ${input(part, scaled, 'maxCapacity')} Fargate tasks`,
    inSubnets(input(part, service, 'networkConfiguration.subnets')),
    `rollout ${strategy.toLowerCase().replace('_', '-')}`,
  ]
}

function machines(part: Part): string[] {
  if (ofType(part, group).length === 0) return []
  return [
    `${input(part, group, 'minSize')} to ${input(part, group, 'maxSize')} instances`,
    String(input(part, 'aws:ec2/launchTemplate:LaunchTemplate', 'instanceType')),
    inSubnets(input(part, group, 'vpcZoneIdentifiers')),
  ]
}

const inSubnets = (subnets: Json | undefined) => `in ${some(listOf(subnets).length, 'app subnet')}`
