import { z } from 'zod'
import { compileGlobs } from '../core/glob.ts'
import type { PolicyDocument } from '../core/policy-schema.ts'
import { knownTypes } from '../core/resource-types.ts'
import { bytesOf, cut, cutList, cutTags, fitting, longest } from './bounds.ts'
import { defineTool } from './define.ts'
import { open, policyFacts, policyInForce, rows } from './shapes.ts'

export const getTaggingPolicy = defineTool({
  name: 'get_tagging_policy',
  title: 'Get the tagging policy',
  description:
    'The policy in force: required, optional and forbidden tags with their values, patterns and conditions, aliases, exemptions, scope and grace period, its hash, and the resource types it applies to.',
  input: z.strictObject({}),
  output: open({
    policy: policyFacts,
    ...{ required_tags: rows, optional_tags: rows, forbidden_tags: rows },
    appliesTo: open({ everyType: z.boolean(), types: z.array(z.string()) }),
    omitted: z.number(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  async run(_, { services }) {
    const state = services.policy.state()
    const { document } = state.policy
    const { required_tags, optional_tags, forbidden_tags, exemptions } = document
    const { aliases, tag_naming_rules, grace_period_hours, scope } = document
    const lists = { required_tags, optional_tags, forbidden_tags, exemptions, warnings: state.warnings }
    const { warnings, ...rules } = cutLists(lists)
    const data = {
      policy: { ...policyInForce(state), warnings },
      ...rules,
      ...{ aliases: cutTags(aliases, 2000), tag_naming_rules, grace_period_hours },
      ...{ scope: shortened(scope, 10), appliesTo: typesOf(document) },
      omitted: omittedOf(lists) - omittedOf({ ...rules, warnings }),
    }
    const names = cutList(
      required_tags.map(({ name }) => name),
      20,
      longest.key,
    )
    return { data, text: `Policy ${document.version} requires ${names.join(', ') || 'nothing'}.` }
  },
})

type Lists = Readonly<Record<string, readonly object[]>>

const omittedOf = (lists: Lists): number => Object.values(lists).reduce((sum, { length }) => sum + length, 0)

/** A usual policy is shown whole; of a huge one the lists inside rules get shorter first. `policy://current` has all. */
function cutLists<L extends Lists>(lists: L): { [K in keyof L]: object[] } {
  const attempts = [100, 20, 5].map((items) => mapped(lists, (list) => list.map((rule) => shortened(rule, items))))
  const fits = attempts.find((attempt) => bytesOf(attempt) <= mostBytes)
  return fits ?? mapped(attempts.at(-1) ?? lists, (list) => fitting(list, mostBytes / Object.keys(lists).length))
}

const mostBytes = 15_000

// The same keys, each with its list.
const mapped = <L extends Lists>(lists: L, change: (list: readonly object[]) => object[]) =>
  Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, change(list)])) as { [K in keyof L]: object[] }

/** `null` says nothing that the absence of a field does not. */
function shortened(rule: object, items: number): object {
  const fields = Object.entries(rule).filter(([, value]) => value !== null)
  return Object.fromEntries(
    fields.map(([name, value]) => {
      if (typeof value === 'string') return [name, cut(value, items * 10 + 100)]
      if (Array.isArray(value)) return [name, cutList(value, items)]
      return [name, typeof value === 'object' ? shortened(value, items) : value]
    }),
  )
}

function typesOf({ required_tags: required, scope }: PolicyDocument) {
  const everyType = required.some(({ applies_to }) => applies_to === null || applies_to.includes('*'))
  const patterns = required.flatMap(({ applies_to }) => applies_to ?? ['*'])
  const matches = compileGlobs(patterns)
  const isInScope = scope.types?.length ? compileGlobs(scope.types) : () => true
  const named = patterns.filter((pattern) => !pattern.includes('*'))
  const types = [...new Set([...knownTypes.filter(matches), ...named])].filter(isInScope)
  return { everyType, types: fitting(types, 5000) }
}
