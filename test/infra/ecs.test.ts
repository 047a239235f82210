import { ecs } from '../../infra/recorder/stacks.ts'
import { expectedOnEcs } from './checklist/expected.ts'
import { rowsOnAws } from './checklist/on-aws.ts'
import { serviceRows } from './checklist/service.ts'
import { taskRows } from './checklist/task.ts'
import { describeGraph } from './recorder/every-graph.ts'

Error.stackTraceLimit = 0

for (const environment of ['dev', 'staging', 'prod'] as const) {
  describeGraph(`ecs ${environment}`, ecs(environment), ({ up }) => {
    const wanted = expectedOnEcs[environment]
    rowsOnAws(up, wanted)
    serviceRows(up, wanted)
    taskRows(up)
  })
}
