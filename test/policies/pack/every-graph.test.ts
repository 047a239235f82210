// The pack over every stack of ours: no rule that would stop it is broken, and none stumbles over a preview.

import { beforeAll, describe, expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { buildBoth, ec2, ecs, everyCase } from '../../../infra/recorder/stacks.ts'
import { rules } from '../../../policies/pack/rules.ts'
import { everything } from '../../infra/recorder/everything.ts'
import { givenOf } from './recorded.ts'
import { run } from './run-rule.ts'

Error.stackTraceLimit = 0

const audited = { 'tagwarden:estate': 'aws' }
const cases = {
  ...everyCase,
  'ecs everything': ecs('prod', everything('ecs'), audited),
  'ec2 everything': ec2('prod', everything('ec2'), audited),
}
const mandatory = rules.filter(({ enforcementLevel }) => enforcementLevel === 'mandatory')

async function faultsOf(graph: Graph, mode: 'preview' | 'up') {
  const given = givenOf(graph, mode)
  const found = await Promise.all(mandatory.map(async (rule) => ({ rule: rule.name, ...(await run(rule, given)) })))
  return {
    faults: found.flatMap(({ rule, faults }) => faults.map((fault) => `${rule}: ${fault}`)),
    notKnown: found.flatMap(({ rule, notKnown }) => notKnown.map((remark) => `${rule}: ${remark}`)),
  }
}

describe.each(Object.entries(cases))('%s', (_title, given) => {
  let both: { readonly preview: Graph; readonly up: Graph }
  beforeAll(async () => {
    both = await buildBoth(given)
  })
  test('[N20] what up makes keeps every mandatory rule, and nothing is left open', async () => {
    expect(await faultsOf(both.up, 'up')).toEqual({ faults: [], notKnown: [] })
  })
  test('[N20] a preview breaks none', async () => {
    expect((await faultsOf(both.preview, 'preview')).faults).toEqual([])
  })
})
