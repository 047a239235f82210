import { describeEcs } from './ecs.ts'

describeEcs('dev')
