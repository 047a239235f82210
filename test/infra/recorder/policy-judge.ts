// The product's own policy over a recorded graph, by the same function that judges everybody else's resources.

import { readFileSync } from 'node:fs'
import type { Graph, Node } from '../../../infra/recorder/graph.ts'
import { evaluate } from '../../../server/core/evaluate.ts'
import { loadPolicy } from '../../../server/core/policy.ts'
import { compileRules } from '../../../server/core/rules.ts'
import { resources, tagsOf, takesTags } from './faults.ts'

const now = Date.parse('2026-11-21T00:00:00Z')

/** Where our name of a type differs from the SDK's. */
const ourTypes: Readonly<Record<string, string>> = {
  'aws:rds/instance:Instance': 'rds:db',
  'aws:rds/subnetGroup:SubnetGroup': 'rds:subgrp',
  'aws:rds/parameterGroup:ParameterGroup': 'rds:pg',
  'aws:efs/fileSystem:FileSystem': 'elasticfilesystem:file-system',
  'aws:s3/bucket:Bucket': 's3:bucket',
}

export function policyFaults(graph: Graph): string[] {
  const loaded = loadPolicy(
    readFileSync(new URL('../../../policies/tagging_policy.json', import.meta.url), 'utf8'),
    now,
  )
  if (!loaded.ok) throw new Error('the served policy does not load')
  const rules = compileRules(loaded.policy)
  return resources(graph)
    .filter(({ type }) => takesTags(type))
    .flatMap((node) => [resourceOf(node), ...startedFrom(node)])
    .flatMap((resource) => {
      const { verdict, violations } = evaluate(rules, resource, now)
      if (verdict === 'compliant') return []
      return [`${resource.id}: ${verdict} ${violations.map(({ tag, rule }) => `${tag} ${rule}`).join(', ')}`]
    })
}

function resourceOf(node: Node) {
  const [provider, module] = node.type.split(':')
  const type =
    ourTypes[node.type] ?? (provider === 'docker' ? 'docker:object' : (module ?? '').replace('/', ':').toLowerCase())
  return { id: node.urn, type, account: '123456789012', region: 'eu-west-1', tags: tagsOf(node) }
}

/** What is made from a launch template has the tags that it names, and no others. */
function startedFrom({ urn, inputs: { tagSpecifications } }: Node) {
  if (!Array.isArray(tagSpecifications)) return []
  return tagSpecifications.map(({ resourceType, tags }) => ({
    id: `${urn} ${resourceType}`,
    type: `ec2:${resourceType}`,
    account: '123456789012',
    region: 'eu-west-1',
    tags,
  }))
}
