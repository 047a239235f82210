// The shape of a policy file. Field names are snake_case because the format is older than we are.

import { z } from 'zod'

const severity = z.enum(['error', 'warning'])
// The length is checked in characters by the loader; zod would count UTF-16 units.
const name = z
  .string()
  .min(1)
  .meta({ maxLength: 128, description: 'Tag key, 1 to 128 characters, not starting with "aws:"' })
const appliesTo = z
  .array(z.string())
  .nullable()
  .default(null)
  .describe('Resource types: exact ("ec2:instance"), a whole service ("rds:*") or "*". Absent, null or []: every type')

const condition = z
  .strictObject({
    tag: z.string().min(1).describe('The tag whose value decides'),
    in: z.array(z.string()).min(1).optional(),
    equals: z.string().optional(),
    matches: z.string().optional().describe('RE2 pattern for the whole value'),
  })
  .describe('Exactly one of "in", "equals" and "matches"')

const valueRule = {
  name,
  description: z.string().nullable().default(null),
  allowed_values: z.array(z.string()).min(1).nullable().default(null),
  allowed_globs: z.array(z.string()).min(1).nullable().default(null).describe('`*` stands for any characters'),
  validation_regex: z.string().nullable().default(null).describe('RE2 syntax: no look-around, no back-references'),
  regex_mode: z.enum(['full', 'search']).default('full'),
  applies_to: appliesTo,
  allow_empty: z.boolean().default(false),
  case_insensitive_values: z.boolean().default(false),
  required_when: condition.nullable().default(null),
  weight: z.number().nonnegative().default(1).describe('How much a violation counts when offenders are ranked'),
}

const requiredTag = z.strictObject({ ...valueRule, severity: severity.default('error') })
const optionalTag = z.strictObject({ ...valueRule, severity: severity.default('warning') })
const forbiddenTag = z.strictObject({
  name,
  reason: z.string().nullable().default(null),
  applies_to: appliesTo,
  severity: severity.default('error'),
})

const exemption = z.strictObject({
  id: z.string().nullable().default(null).describe('Absent: "exemptions[<index>]"'),
  resources: z.array(z.string()).min(1).describe('Globs over resource ids'),
  tags: z.array(z.string()).nullable().default(null).describe('Absent or []: every tag'),
  reason: z.string().min(1),
  approved_by: z.string().nullable().default(null),
  expires_at: z.string().describe('ISO 8601, for example 2027-01-01T00:00:00Z'),
})

const namingRules = z.strictObject({
  case_sensitivity: z.boolean().default(true),
  allow_special_characters: z.boolean().default(true),
  max_key_length: z.int().positive().default(128),
  max_value_length: z.int().nonnegative().default(256),
})

const globs = z.array(z.string()).nullable().default(null)
const scope = z.strictObject({ accounts: globs, regions: globs, types: globs, exclude: globs })

export const policySchema = z.strictObject({
  version: z.string(),
  last_updated: z.string().nullable().default(null),
  required_tags: z.array(requiredTag).default([]),
  optional_tags: z.array(optionalTag).default([]),
  forbidden_tags: z.array(forbiddenTag).default([]),
  aliases: z.record(z.string(), z.string()).default({}).describe('Deprecated key → the key it should be'),
  tag_naming_rules: namingRules.prefault({}),
  exemptions: z.array(exemption).default([]),
  grace_period_hours: z.number().nonnegative().default(0),
  scope: scope.prefault({}),
})

export type PolicyDocument = z.infer<typeof policySchema>
export type ValueRule = PolicyDocument['required_tags'][number]
export type Condition = NonNullable<ValueRule['required_when']>
export type Severity = z.infer<typeof severity>

/** For editors: what the loader accepts, free `x-` keys and `$schema` included. */
export function policyJsonSchema(): object {
  const schema = z.toJSONSchema(policySchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) jsonSchema.patternProperties = { '^x-': {} }
    },
  })
  return {
    ...schema,
    title: 'Tagwarden tagging policy',
    properties: { $schema: { type: 'string' }, ...schema.properties },
  }
}
