import { ec2 } from '../../infra/recorder/stacks.ts'
import { edgeRows } from './checklist/edge.ts'
import { expectedOnEc2 } from './checklist/expected.ts'
import { guardRows } from './checklist/guard.ts'
import { machineWatchRows } from './checklist/machine-watch.ts'
import { machineRows } from './checklist/machines.ts'
import { networkRows } from './checklist/network.ts'
import { rightsRows } from './checklist/rights.ts'
import { storeRows } from './checklist/stores.ts'
import { upkeepRows } from './checklist/upkeep.ts'
import { describeGraph } from './recorder/every-graph.ts'

Error.stackTraceLimit = 0

for (const environment of ['dev', 'staging', 'prod'] as const) {
  describeGraph(`ec2 ${environment}`, ec2(environment), ({ up }) => {
    const wanted = expectedOnEc2[environment]
    networkRows(up, wanted)
    storeRows(up, wanted)
    upkeepRows(up, wanted)
    guardRows(up, wanted)
    edgeRows(up, wanted)
    rightsRows(up)
    machineRows(up, wanted)
    machineWatchRows(up)
  })
}
