import { ec2 } from '../../infra/recorder/stacks.ts'
import { expectedOnEc2 } from './checklist/expected.ts'
import { machineWatchRows } from './checklist/machine-watch.ts'
import { machineRows } from './checklist/machines.ts'
import { rowsOnAws } from './checklist/on-aws.ts'
import { describeGraph } from './recorder/every-graph.ts'

Error.stackTraceLimit = 0

for (const environment of ['dev', 'staging', 'prod'] as const) {
  describeGraph(`ec2 ${environment}`, ec2(environment), ({ up }) => {
    const wanted = expectedOnEc2[environment]
    rowsOnAws(up, wanted)
    machineRows(up, wanted)
    machineWatchRows(up)
  })
}
