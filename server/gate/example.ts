// A value that a JSON Schema would accept: the first thing a reader of an error wants to see.

import type { JsonSchema } from './json-schema.ts'

export function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  // In a schema made from zod this is an object of schemas.
  return (schema.properties ?? {}) as Record<string, JsonSchema>
}

export function exampleOf(schema: JsonSchema): unknown {
  const { examples, default: fallback, const: only, enum: choices, anyOf, oneOf } = schema
  if (Array.isArray(examples) && examples.length > 0) return examples[0]
  if (fallback !== undefined) return fallback
  if (only !== undefined) return only
  if (Array.isArray(choices)) return choices[0]
  const [alternative] = [...asSchemas(anyOf), ...asSchemas(oneOf)]
  if (alternative !== undefined) return exampleOf(alternative)
  return exampleOfType(schema)
}

function exampleOfType(schema: JsonSchema): unknown {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'array':
      return asSchemas([schema.items]).map(exampleOf)
    case 'object':
      return exampleObject(schema)
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? Math.max(schema.minimum, 1) : 1
    case 'boolean':
      return true
    default:
      return schema.format === 'date-time' ? '2026-11-21T12:00:00Z' : 'text'
  }
}

function exampleObject(schema: JsonSchema): unknown {
  const required = Array.isArray(schema.required) ? schema.required : []
  const fields = Object.entries(propertiesOf(schema)).filter(([name]) => required.includes(name))
  return Object.fromEntries(fields.map(([name, field]) => [name, exampleOf(field)]))
}

function asSchemas(value: unknown): JsonSchema[] {
  const list = Array.isArray(value) ? value : []
  return list.filter((item): item is JsonSchema => typeof item === 'object' && item !== null)
}
