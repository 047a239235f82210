// Holds inputs against the schema of a package: unknown and missing properties at any depth, wrong types, wrong words.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Loose, type Props, sdkVersion } from '../wire/messages.ts'
import { unknown } from '../wire/values.ts'

type Spec = {
  readonly $any?: boolean
  readonly $ref?: string
  readonly const?: unknown
  readonly oneOf?: readonly Spec[]
  readonly type?: string
  readonly items?: Spec
  readonly additionalProperties?: Spec
}
type Shape = { readonly properties: Readonly<Record<string, Spec>>; readonly required: readonly string[] }
type Named = Partial<Shape> & { readonly enum?: readonly unknown[] }
export type Schema = {
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly inputProperties: Readonly<Record<string, Spec>>
        readonly requiredInputs: readonly string[]
        /** Names of the outputs. */
        readonly properties: readonly string[]
      }
    >
  >
  readonly types: Readonly<Record<string, Named>>
}

/** `reader`: the program that reads a schema off an npm package and prints where it put it. */
export function loadSchema(reader: string, pkg: string): Schema {
  const path = execFileSync(reader, [`${pkg}@${sdkVersion(pkg)}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(readFileSync(path.trim(), 'utf8'))
}

/** One sentence a fault. */
export function schemaFaults(schema: Schema, token: string, inputs: Props): string[] {
  const found = schema.resources[token]
  if (found === undefined) return [`${token}: no such resource`]
  const shape = { properties: found.inputProperties, required: found.requiredInputs }
  return objectFaults(schema, shape, inputs, '')
}

function objectFaults(schema: Schema, { properties, required }: Shape, given: Props, at: string): string[] {
  const path = (key: string) => (at === '' ? key : `${at}.${key}`)
  const keys = Object.keys(given).filter((key) => !key.startsWith('__'))
  return [
    ...keys.filter((key) => !(key in properties)).map((key) => `${path(key)}: unknown`),
    ...required.filter((key) => given[key] === undefined).map((key) => `${path(key)}: missing`),
    ...Object.entries(properties).flatMap(([key, spec]) => valueFaults(schema, spec, given[key], path(key))),
  ]
}

function valueFaults(schema: Schema, spec: Spec, value: Loose, at: string): string[] {
  if (value === undefined || value === null || value === unknown || spec.$any) return []
  if (spec.oneOf) {
    const tries = spec.oneOf.map((one) => valueFaults(schema, one, value, at))
    return tries.find((faults) => faults.length === 0) ?? tries[0] ?? []
  }
  if (spec.const !== undefined) return value === spec.const ? [] : [`${at}: ${value}, not ${spec.const}`]
  if (spec.$ref) return namedFaults(schema, spec.$ref, value, at)
  const { items = {}, additionalProperties = {} } = spec
  if (spec.type === 'array') {
    if (!Array.isArray(value)) return [`${at}: ${typeof value}, not a list`]
    return value.flatMap((one, position) => valueFaults(schema, items, one, `${at}[${position}]`))
  }
  if (spec.type === 'object' && typeof value === 'object')
    return Object.entries(value).flatMap(([key, one]) => valueFaults(schema, additionalProperties, one, `${at}.${key}`))
  return spec.type === undefined || typeof value === spec.type ? [] : [`${at}: ${typeof value}, not ${spec.type}`]
}

function namedFaults(schema: Schema, reference: string, value: Loose, at: string): string[] {
  const named = schema.types[reference.replace('#/types/', '')]
  if (named === undefined) return []
  if (named.enum) return named.enum.includes(value) ? [] : [`${at}: ${value} is none of ${named.enum.join(', ')}`]
  if (typeof value !== 'object') return [`${at}: ${typeof value}, not an object`]
  return objectFaults(schema, { properties: named.properties ?? {}, required: named.required ?? [] }, value, at)
}
