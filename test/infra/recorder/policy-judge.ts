// The product's own policy over a recorded graph, as the policy pack holds it against anybody's program.

import type { Graph } from '../../../infra/recorder/graph.ts'
import { account, region } from '../../../infra/recorder/invokes.ts'
import { judgeTags } from '../../../policies/pack/tagging/judge.ts'
import { readRules } from '../../../policies/pack/tagging/policy-file.ts'
import { packages, subjectsOf } from '../../../policies/pack/tagging/subject.ts'
import { readProps } from '../../../policies/pack/values.ts'
import { resources, takesTags } from './faults.ts'

const now = Date.parse('2026-11-21T00:00:00Z')

export function policyFaults(graph: Graph): string[] {
  const rules = readRules('', now)
  return resources(graph)
    .filter(({ type }) => takesTags(type))
    .flatMap(({ name, type, urn, inputs }) => {
      const subjects = subjectsOf(type, readProps(inputs), {}, packages)
      if (subjects.length === 0) return [`${name}: has nothing to judge`]
      const faults = subjects.flatMap((subject) => judgeTags(rules, urn, subject, { account, region }, now))
      return faults.map((fault) => `${name}: ${fault}`)
    })
}
