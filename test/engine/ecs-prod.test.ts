import { describeEcs } from './ecs.ts'

describeEcs('prod')
