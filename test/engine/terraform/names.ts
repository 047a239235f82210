// Terraform says `networks_advanced`, Pulumi `networksAdvanced`; lists are plural in Pulumi, blocks of one are objects.

import type { Schema } from '../standin/schema.ts'
import type { Loose, Props } from '../wire/messages.ts'
import { unknown } from '../wire/values.ts'

/** The properties that Pulumi's schema knows at one place, by name. */
type Known = Readonly<Record<string, Loose>>
export type Translation = { readonly block: Loose; readonly known: Known }

export function toTerraform(schema: Schema, { block, known }: Translation, props: Props): Props {
  const attributes = block.attributes.map(({ name }: Loose) => [name, props[pulumiName(name, known)] ?? null])
  const blocks = block.block_types.map((nested: Loose) => {
    const name = pulumiName(nested.type_name, known)
    const items = props[name] === undefined ? [] : [props[name]].flat()
    const inner = { block: nested.block, known: innerOf(schema, known[name]) }
    const translated = items.map((item: Props) => toTerraform(schema, inner, item))
    return [nested.type_name, nested.nesting === 'SINGLE' ? (translated[0] ?? null) : translated]
  })
  return Object.fromEntries([...attributes, ...blocks])
}

export function toPulumi(schema: Schema, { block, known }: Translation, state: Props): Props {
  const attributes = block.attributes.map(({ name }: Loose) => [pulumiName(name, known), state[name] ?? undefined])
  const blocks = block.block_types.map((nested: Loose) => {
    const name = pulumiName(nested.type_name, known)
    const given = state[nested.type_name]
    if (given === unknown) return [name, unknown]
    const inner = { block: nested.block, known: innerOf(schema, known[name]) }
    const items = [given ?? []].flat().map((item: Props) => toPulumi(schema, inner, item))
    if (items.length === 0) return [name, undefined]
    return [name, known[name]?.$ref ? items[0] : items]
  })
  return Object.fromEntries([...attributes, ...blocks])
}

/** Which of the possible plurals is meant, only the schema of the SDK says. */
export function pulumiName(name: string, known: Known): string {
  const camel = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  const plurals = [camel, `${camel}s`, `${camel}es`, camel.replace(/y$/, 'ies')]
  return plurals.find((one) => one in known) ?? camel
}

function innerOf({ types }: Schema, spec: Loose): Known {
  const reference: string | undefined = spec?.items?.$ref ?? spec?.$ref
  return reference === undefined ? {} : (types[reference.replace('#/types/', '')]?.properties ?? {})
}
