import { z } from 'zod'
import { compileGlobs } from '../core/glob.ts'
import { knownTypes } from '../core/resource-types.ts'
import { defineTool } from './define.ts'

const rule = z.looseObject({ name: z.string(), severity: z.string() })

export const getTaggingPolicy = defineTool({
  name: 'get_tagging_policy',
  title: 'Get the tagging policy',
  description:
    'The policy in force: required, optional and forbidden tags with their values, patterns and conditions, aliases, exemptions, scope and grace period, its hash, and the resource types it applies to.',
  input: z.strictObject({}),
  output: z.object({
    policy: z.object({
      hash: z.string(),
      version: z.string(),
      problem: z.string().nullable(),
      warnings: z.array(z.looseObject({})),
    }),
    required_tags: z.array(rule),
    optional_tags: z.array(rule),
    forbidden_tags: z.array(rule),
    aliases: z.record(z.string(), z.string()),
    exemptions: z.array(z.looseObject({})),
    tag_naming_rules: z.looseObject({}),
    grace_period_hours: z.number(),
    scope: z.looseObject({}),
    appliesTo: z.object({ everyType: z.boolean(), types: z.array(z.string()) }),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  async run(_, { services }) {
    const { policy, warnings, problem } = services.policy.state()
    const { document, hash } = policy
    const lists = {
      required_tags: document.required_tags.map(withoutDefaults),
      optional_tags: document.optional_tags.map(withoutDefaults),
      forbidden_tags: document.forbidden_tags.map(withoutDefaults),
      exemptions: document.exemptions.map(withoutDefaults),
    }
    const { aliases, tag_naming_rules, grace_period_hours, scope } = document
    return {
      data: {
        policy: { hash, version: document.version, problem, warnings: warnings.map((warning) => ({ ...warning })) },
        ...lists,
        ...{ aliases, tag_naming_rules, grace_period_hours, scope, appliesTo: typesOf(document.required_tags) },
      },
      text: `Policy ${document.version} requires ${document.required_tags.map(({ name }) => name).join(', ') || 'nothing'}.${problem === null ? '' : ` ${problem}`}`,
    }
  },
})

/** `null` says nothing that the absence of a field does not. */
function withoutDefaults<T extends object>(rule: T): T {
  // Leaving out nulls keeps every field that has a value.
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== null)) as T
}

function typesOf(required: readonly { applies_to: readonly string[] | null }[]) {
  const everyType = required.some(({ applies_to }) => applies_to === null || applies_to.includes('*'))
  const patterns = required.flatMap(({ applies_to }) => applies_to ?? ['*'])
  const matches = compileGlobs(patterns)
  const named = patterns.filter((pattern) => !pattern.includes('*'))
  const types = [...new Set([...knownTypes.filter(matches), ...named])]
  // Every known type goes without saying.
  return { everyType, types: everyType ? [] : types }
}
