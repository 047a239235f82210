import { describeEcs } from './ecs.ts'

describeEcs('staging')
