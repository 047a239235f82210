import { ecs } from '../../infra/recorder/stacks.ts'
import { edgeRows } from './checklist/edge.ts'
import { expectedOnEcs } from './checklist/expected.ts'
import { guardRows } from './checklist/guard.ts'
import { networkRows } from './checklist/network.ts'
import { rightsRows } from './checklist/rights.ts'
import { serviceRows } from './checklist/service.ts'
import { storeRows } from './checklist/stores.ts'
import { taskRows } from './checklist/task.ts'
import { upkeepRows } from './checklist/upkeep.ts'
import { describeGraph } from './recorder/every-graph.ts'

Error.stackTraceLimit = 0

for (const environment of ['dev', 'staging', 'prod'] as const) {
  describeGraph(`ecs ${environment}`, ecs(environment), ({ up }) => {
    const wanted = expectedOnEcs[environment]
    networkRows(up, wanted)
    storeRows(up, wanted)
    upkeepRows(up, wanted)
    guardRows(up, wanted)
    edgeRows(up, wanted)
    rightsRows(up)
    serviceRows(up, wanted)
    taskRows(up)
  })
}
