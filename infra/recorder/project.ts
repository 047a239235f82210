// Pulumi.yaml and the stack files, as the engine hands their settings over.

import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

type Declared = { readonly config: Readonly<Record<string, { readonly default: unknown }>> }
type Stack = { readonly config: Readonly<Record<string, unknown>> }

const read = (file: string): unknown => parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))
const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** What the engine adds where a stack says nothing. */
export function projectDefaults(): Record<string, string> {
  // Our own file; that it has this shape is what the engine demands of it.
  const { config } = read('Pulumi.yaml') as Declared
  return Object.fromEntries(
    Object.entries(config).map(([name, declared]) => [`tagwarden:${name}`, asText(declared.default)]),
  )
}

export function stackFile(file: string): Record<string, string> {
  const { config } = read(file) as Stack
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, asText(value)]))
}
