// The servers on AWS, and what they need to start.

import { input, listOf, ofType } from '../parts.ts'
import { type BoxRule, some } from './rule.ts'

const service = 'aws:ecs/service:Service'
const scaled = 'aws:appautoscaling/target:Target'

export const workBoxes: readonly BoxRule[] = [
  {
    id: 'servers',
    called: 'servers',
    title: () => 'Servers',
    notes: (part) => [
      `${input(part, scaled, 'minCapacity')} to ${input(part, scaled, 'maxCapacity')} Fargate tasks`,
      `in ${some(listOf(input(part, service, 'networkConfiguration.subnets')).length, 'app subnet')}`,
      `rollout ${String(input(part, service, 'deploymentConfiguration.strategy'))
        .toLowerCase()
        .replace('_', '-')}`,
    ],
  },
  {
    id: 'secrets',
    frame: 'start',
    called: 'secrets',
    title: (part) => some(ofType(part, 'aws:secretsmanager/secret:Secret').length, 'secret'),
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
]
