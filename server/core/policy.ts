// From the text of a policy file to a policy, strictly: either all of it is understood, or every fault is named.

import { createHash } from 'node:crypto'
import { checkMeaning, warningsOf } from './policy-checks.ts'
import { type Path, type PolicyProblem, type PolicyWarning, problem, problemsOfShape } from './policy-problems.ts'
import { type PolicyDocument, policyJsonSchema, policySchema } from './policy-schema.ts'
import { parseTimestamp } from './timestamp.ts'

export type Policy = { readonly document: PolicyDocument; readonly hash: string }

export type LoadedPolicy =
  | { readonly ok: true; readonly policy: Policy; readonly warnings: readonly PolicyWarning[] }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[]; readonly warnings: readonly PolicyWarning[] }

type Fields = Readonly<Record<string, unknown>>

export function loadPolicy(text: string, now: number): LoadedPolicy {
  let raw: unknown
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return { ok: false, problems: [problem([], 'invalid_json', reason.replaceAll(/\s+/g, ' '))], warnings: [] }
  }
  return readPolicy(raw, now)
}

export function readPolicy(raw: unknown, now: number): LoadedPolicy {
  if (!isFields(raw)) {
    return { ok: false, problems: [problem([], 'invalid_type', 'a policy is a JSON object')], warnings: [] }
  }
  const root = withoutFreeKeys(raw)
  const shape = policySchema.safeParse(root)
  const problems = [
    ...(shape.error?.issues ?? []).flatMap((issue) => problemsOfShape(issue, fieldsAt, root)),
    ...checkMeaning(root),
  ]
  const warnings = warningsOf(root, now)
  if (!shape.success || problems.length > 0) return { ok: false, problems, warnings }
  const document = normalise(shape.data, root)
  return { ok: true, policy: { document, hash: hashPolicy(document) }, warnings }
}

/** The file that loads as this very policy. */
export function printPolicy({ document }: Policy): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

/** Keys starting with `x-` are free, and `$schema` at the top; in `aliases` the keys are tag keys and all count. */
function withoutFreeKeys(raw: Fields): Fields {
  // A list, a rule in it and its condition: nothing of the format lies deeper, and a hostile file may.
  const strip = (value: unknown, depth = 0): unknown => {
    if (depth === 3) return value
    if (Array.isArray(value)) return value.map((child) => strip(child, depth + 1))
    if (!isFields(value)) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, child]) => (key.startsWith('x-') ? [] : [[key, strip(child, depth + 1)]])),
    )
  }
  return Object.fromEntries(
    Object.entries(raw).flatMap(([key, child]) =>
      key === '$schema' || key.startsWith('x-') ? [] : [[key, key === 'aliases' ? child : strip(child)]],
    ),
  )
}

/** One form for what means the same: no list is `null`, an exemption has a name, a date is in UTC. */
function normalise(document: PolicyDocument, root: Fields): PolicyDocument {
  const rule = <T extends { applies_to: string[] | null }>(tag: T): T => ({
    ...tag,
    applies_to: listOrNull(tag.applies_to),
  })
  return {
    ...document,
    required_tags: document.required_tags.map(rule),
    optional_tags: document.optional_tags.map(rule),
    forbidden_tags: document.forbidden_tags.map(rule),
    // zod drops the key `__proto__`; schema and checks have seen that these are strings.
    aliases: Object.fromEntries(Object.entries((root.aliases ?? {}) as Record<string, string>)),
    exemptions: document.exemptions.map((exemption, index) => ({
      ...exemption,
      id: exemption.id ?? `exemptions[${index}]`,
      tags: listOrNull(exemption.tags),
      expires_at: new Date(parseTimestamp(exemption.expires_at) ?? Number.NaN).toISOString(),
    })),
    scope: {
      accounts: listOrNull(document.scope.accounts),
      regions: listOrNull(document.scope.regions),
      types: listOrNull(document.scope.types),
      exclude: listOrNull(document.scope.exclude),
    },
  }
}

const listOrNull = <T>(list: T[] | null): T[] | null => (list === null || list.length === 0 ? null : list)

const unhashed = new Set(['last_updated', 'description'])
const unordered = new Set(['allowed_values', 'allowed_globs', 'applies_to'])

export function hashPolicy(document: PolicyDocument): string {
  // As pairs: the keys of `aliases` are tag keys, and none of them is a field to leave out.
  const canonical = canonicalJson({ ...document, aliases: Object.entries(document.aliases).toSorted() })
  return `sha256:${createHash('sha256').update(canonical).digest('hex')}`
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isFields(value)) return JSON.stringify(value)
  const fields = Object.keys(value)
    .filter((key) => !unhashed.has(key))
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(canonicalField(key, value[key]))}`)
  return `{${fields.join(',')}}`
}

function canonicalField(key: string, value: unknown): unknown {
  return unordered.has(key) && Array.isArray(value) ? value.toSorted() : value
}

type SchemaNode = {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
}

/** The field names the schema knows at a path, for did-you-mean. */
function fieldsAt(path: Path): readonly string[] {
  // A JSON Schema is such a tree.
  let node: SchemaNode | undefined = policyJsonSchema() as SchemaNode
  for (const step of path) {
    const object: SchemaNode | undefined = node?.anyOf?.[0] ?? node
    node = typeof step === 'number' ? object?.items : object?.properties?.[step]
  }
  return Object.keys((node?.anyOf?.[0] ?? node)?.properties ?? {})
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
