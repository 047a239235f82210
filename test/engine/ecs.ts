import { describeOnAws } from './on-aws.ts'

export const describeEcs = describeOnAws('ecs')
