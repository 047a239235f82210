// What must hold in every graph. Each check returns its faults as sentences, so that a failure names the resource.

import { existsSync, readFileSync } from 'node:fs'
import type { Graph, Json, Node } from '../../../infra/recorder/graph.ts'

const secretMark = '1b47061264138c4ac30d75fd1eb44270'
const unknownMark = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

const isProvider = ({ type }: Node) => type.startsWith('pulumi:providers:')
export const resources = ({ nodes }: Graph) => nodes.filter((node) => node.custom && !isProvider(node))
export const components = ({ nodes }: Graph) =>
  nodes.filter(({ custom, type }) => !custom && type !== 'pulumi:pulumi:Stack' && !type.startsWith('awsx:'))

export function structureFaults(graph: Graph): string[] {
  const byUrn = new Map(graph.nodes.map((node) => [node.urn, node]))
  const parentOf = ({ parent }: Node) => byUrn.get(parent)
  const known = components(graph)
  return [
    ...known
      .filter(({ type }) => !/^tagwarden:(aws|docker|common):[A-Z][A-Za-z]+$/.test(type))
      .map(({ type, name }) => `${name}: ${type} is no token of ours`),
    ...known
      .filter(({ urn }) => Object.keys(graph.registered.get(urn) ?? {}).length === 0)
      .map(({ name }) => `${name}: registers no outputs`),
    ...resources(graph)
      .filter((node) => !parentOf(node)?.type.startsWith('tagwarden:'))
      .map(({ type, name }) => `${name} (${type}) is below no component`),
    ...resources(graph)
      .filter((node) => !node.provider.includes(`pulumi:providers:${node.type.split(':')[0]}::`))
      .map(({ type, name }) => `${name} (${type}) has no explicit provider`),
    ...resources(graph)
      .filter((node) => !node.name.startsWith(parentOf(node)?.name ?? ''))
      .map((node) => `${node.name}: the name does not start with ${parentOf(node)?.name}`),
    ...repeated(graph.nodes.map((node) => fullUrn(node, byUrn))).map((urn) => `${urn} twice`),
    ...graph.nodes.filter(({ aliases }) => aliases > 0).map(({ name }) => `${name} has an alias that no test lists`),
  ]
}

/** The monitor keeps only the parent's type; the engine the types of all ancestors. */
function fullUrn(node: Node, byUrn: ReadonlyMap<string, Node>): string {
  const types: string[] = []
  for (let at: Node | undefined = node; at && at.type !== 'pulumi:pulumi:Stack'; at = byUrn.get(at.parent))
    types.unshift(at.type)
  return `${types.join('$')}::${node.name}`
}

export function valueFaults({ nodes, warnings }: Graph): string[] {
  const bad = ['[object Object]', 'Calling [toString] on an [Output', 'undefined', 'NaN']
  return [
    ...nodes.flatMap(({ name, inputs }) =>
      texts(inputs).flatMap(({ path, text }) =>
        bad.filter((word) => text.includes(word)).map((word) => `${name}.${path}: ${word} in ${text.slice(0, 200)}`),
      ),
    ),
    ...warnings.filter((line) => line.includes('toString')),
  ]
}

/** Everything the recorder generates in the clear starts with `plain-` or ends in `-in-clear`. */
export function plainSecrets(graph: Graph): string[] {
  const isPlain = (text: string) => /plain-|-in-clear/.test(text)
  const inInputs = graph.nodes.flatMap(({ name, inputs }) =>
    texts(inputs)
      .filter(({ text }) => isPlain(text))
      .map(({ path }) => `${name}.${path}`),
  )
  const inOutputs = [...graph.registered].flatMap(([urn, outputs]) =>
    texts(outputs)
      .filter(({ text }) => isPlain(text))
      .map(({ path }) => `${urn.split('::').at(-1)} registers ${path}`),
  )
  const printed = Object.entries(graph.values)
    .filter(([name, value]) => !graph.secretOutputs.includes(name) && isPlain(String(value)))
    .map(([name]) => `the stack prints ${name}`)
  return [...inInputs, ...inOutputs, ...printed]
}

export function parityFaults(preview: Graph, up: Graph): string[] {
  const keys = ({ nodes }: Graph) => new Set(nodes.map(({ type, name }) => `${type} ${name}`))
  const before = keys(preview)
  const after = keys(up)
  return [
    ...[...before].filter((key) => !after.has(key)).map((key) => `${key} only in preview`),
    ...[...after].filter((key) => !before.has(key)).map((key) => `${key} only in up`),
  ]
}

/** A type is taggable when its SDK takes tags; on Docker, when it takes labels. */
export function untagged(graph: Graph): string[] {
  return resources(graph)
    .filter((node) => takesTags(node.type) && tagsOf(node) === null)
    .map(({ type, name }) => `${name} (${type}) has no tags`)
}

export function takesTags(type: string): boolean {
  if (/^docker:index\/(network|volume|container):/.test(type)) return true
  const [, module] = /^aws:([\w/]+):/.exec(type) ?? []
  if (module === undefined) return false
  const file = new URL(
    `../../../node_modules/@pulumi/aws/${module.toLowerCase().startsWith('index') ? '' : module}.d.ts`,
    import.meta.url,
  )
  if (!existsSync(file)) throw new Error(`no declaration of ${type} at ${file.pathname}`)
  return /interface \w+Args \{[\s\S]*\n {4}tags\?:/.test(readFileSync(file, 'utf8'))
}

export function tagsOf({ inputs: { tags, labels } }: Node): Record<string, string> | null {
  if (Array.isArray(labels)) return Object.fromEntries(labels.map(({ label, value }) => [label, value]))
  if (Array.isArray(tags)) return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
  return tags && typeof tags === 'object' && !Array.isArray(tags) ? (tags as Record<string, string>) : null
}

/** Every text in a value with the way to it; what is marked secret or unknown is left out. */
export function texts(value: Json | undefined, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return value === unknownMark ? [] : [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  if (isMarkedSecret(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => texts(inner as Json, path ? `${path}.${key}` : key))
}

/** As the SDK sends it: the mark beside the value. */
export const isMarkedSecret = (value: object): boolean => Object.values(value).includes(secretMark)

function repeated(words: readonly string[]): string[] {
  return words.filter((word, index) => words.indexOf(word) !== index)
}
