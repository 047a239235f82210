// The policy as AWS Organizations tag policies: how keys are spelled, which values pass, where a key is missed.

import { compileGlobs } from '../glob.ts'
import type { PolicyDocument, ValueRule } from '../policy-schema.ts'
import { knownTypes } from '../resource-types.ts'
import { isReportedWhole, reportableTypes, tagPolicyName } from '../tag-policy-types.ts'
import type { Compiled, CompileOptions } from './compiled.ts'
import { type Loss, loss, mergeLosses } from './loss.ts'
import { packBySize } from './pack.ts'
import { commonLosses, typeFilter, valueRuleLosses } from './shared-losses.ts'

const sizeLimit = 10_000

type Setting<T> = { readonly '@@assign': T }
type TagEntry = {
  readonly tag_key: Setting<string>
  readonly tag_value?: Setting<readonly string[]>
  readonly report_required_tag_for?: Setting<readonly string[]>
}

type Placed = { readonly list: 'required_tags' | 'optional_tags'; readonly index: number; readonly tag: ValueRule }

export function compileTagPolicy(document: PolicyDocument, options: CompileOptions): Compiled {
  const keys = Map.groupBy(placedRules(document), ({ tag }) => tag.name.toLowerCase())
  const entries = [...keys.values()].map((rules) => compileKey(rules, typeFilter(document, options)))
  const written = entries.flatMap(({ name, entry }) => (entry === null ? [] : [[name, entry] as const]))
  const packs = packBySize(written, (pack) => print(pack).length <= sizeLimit)
  return {
    files: packs.packed.map((pack, index) => ({
      name: `tag-policy-${index + 1}.json`,
      mediaType: 'application/json',
      text: print(pack),
    })),
    losses: mergeLosses([
      ...commonLosses(document, 'AWS'),
      ...keyLosses(document),
      ...entries.flatMap(({ losses }) => losses),
      ...packs.tooLarge.map(([name]) =>
        loss([], 'size', `"${name}" alone is over the ${sizeLimit} characters of a tag policy, so it is left out`),
      ),
    ]),
  }
}

const print = (entries: readonly (readonly [string, TagEntry])[]): string =>
  `${JSON.stringify({ tags: Object.fromEntries(entries) })}\n`

function placedRules(document: PolicyDocument): Placed[] {
  return [
    ...document.required_tags.map((tag, index) => ({ list: 'required_tags' as const, index, tag })),
    ...document.optional_tags.map((tag, index) => ({ list: 'optional_tags' as const, index, tag })),
  ]
}

type CompiledKey = { readonly name: string; readonly entry: TagEntry | null; readonly losses: readonly Loss[] }

/** Rules of one key, however it is spelled: a tag policy has one entry for all of them. */
function compileKey(rules: readonly Placed[], isWanted: (type: string) => boolean): CompiledKey {
  const [first] = rules
  const name = first?.tag.name ?? ''
  const same = rules.filter(({ tag }) => tag.name === name)
  const values = commonValues(same.map(({ tag }) => tag))
  const required = same.filter(({ list, tag }) => list === 'required_tags' && tag.required_when === null)
  const types = required.flatMap(({ tag }) => reportedTypes(tag, isWanted))
  const entry = {
    tag_key: { '@@assign': name },
    ...(values === null ? {} : { tag_value: { '@@assign': values } }),
    ...(types.length === 0 ? {} : { report_required_tag_for: { '@@assign': [...new Set(types)].toSorted() } }),
  }
  return {
    name,
    entry: name.startsWith('@@') ? null : entry,
    losses: [
      ...same.flatMap((rule) => ruleLosses(rule, values, isWanted)),
      ...rules
        .filter(({ tag }) => tag.name !== name)
        .map(({ list, index }) =>
          loss([list, index, 'name'], 'near_miss', `AWS knows one spelling of a key, and takes "${name}"`),
        ),
      ...(name.startsWith('@@') ? [loss([], 'value', `"${name}" would be an operator there, so it is left out`)] : []),
    ],
  }
}

/** `null` where no rule limits the values, or one does so in a way that cannot be said. */
function commonValues(rules: readonly ValueRule[]): string[] | null {
  const lists = rules.filter(limitsValues).map(valuesOf)
  if (lists.length === 0 || lists.includes(null)) return null
  return [...new Set(lists.flatMap((list) => list ?? []))]
}

const limitsValues = ({ allowed_values, allowed_globs }: ValueRule): boolean =>
  allowed_values !== null || allowed_globs !== null

function valuesOf({ allowed_values, allowed_globs }: ValueRule): readonly string[] | null {
  const values = allowed_values ?? []
  const globs = allowed_globs ?? []
  const isPlain = values.every((value) => !value.includes('*')) && globs.every((glob) => glob.split('*').length <= 2)
  return isPlain ? [...values, ...globs] : null
}

/** A whole service where all of it is meant, else type by type. */
function reportedTypes({ applies_to }: ValueRule, isWanted: (type: string) => boolean): string[] {
  const matches = applies_to === null ? () => true : compileGlobs(applies_to)
  const types = [...reportableTypes].filter(matches)
  const services = Map.groupBy(types, (type) => type.split(':', 1)[0] ?? '')
  return [...services].flatMap(([service, members]) => {
    const all = knownTypes.filter((type) => type.startsWith(`${service}:`))
    const isWhole = matches(`${service}:*`) && isReportedWhole(service) && all.every(isWanted)
    return isWhole ? [`${service}:ALL_SUPPORTED`] : members.filter(isWanted).map(tagPolicyName)
  })
}

function ruleLosses(
  { list, index, tag }: Placed,
  values: readonly string[] | null,
  isWanted: (type: string) => boolean,
): Loss[] {
  const at = (field: string) => [list, index, field]
  const limits = limitsValues(tag)
  const unreported = unreportedTypes(tag, isWanted)
  return [
    ...valueRuleLosses(tag, list, index, 'AWS'),
    ...(tag.required_when !== null && list === 'required_tags'
      ? [loss(at('required_when'), 'condition', 'AWS has no conditions; the tag is not reported as missing')]
      : []),
    ...(tag.severity === 'warning'
      ? [loss(at('severity'), 'severity', 'AWS knows no warnings; this counts as non-compliant')]
      : []),
    ...(limits && values === null
      ? [loss(at('allowed_globs'), 'glob', 'AWS allows one `*` a value and no literal one; any value passes')]
      : []),
    ...(limits && values !== null && String(valuesOf(tag)) !== String(values)
      ? [loss(at('allowed_values'), 'value', 'AWS has one list of values a key; what any of its rules allows passes')]
      : []),
    ...(limits && values !== null && tag.applies_to !== null
      ? [loss(at('applies_to'), 'type', 'AWS checks the values wherever the key is used, not on these types only')]
      : []),
    ...(!limits && !tag.allow_empty ? [loss(at('allow_empty'), 'empty_value', 'AWS takes an empty value')] : []),
    ...(limits && values !== null && tag.allow_empty
      ? [loss(at('allow_empty'), 'empty_value', 'AWS takes an empty value for one that is not listed')]
      : []),
    ...(list === 'required_tags' && unreported.length > 0
      ? [loss(at('applies_to'), 'type', 'AWS does not report a missing tag for these', { types: unreported })]
      : []),
  ]
}

function unreportedTypes({ applies_to }: ValueRule, isWanted: (type: string) => boolean): string[] {
  const exact = (applies_to ?? []).filter((type) => !type.includes('*'))
  const matches = applies_to === null ? () => true : compileGlobs(applies_to)
  const named = new Set([...exact, ...knownTypes.filter(matches)])
  return [...named].filter((type) => isWanted(type) && !reportableTypes.has(type)).toSorted()
}

function keyLosses(document: PolicyDocument): Loss[] {
  return [
    ...document.forbidden_tags.map((_, index) =>
      loss(['forbidden_tags', index], 'forbidden', 'AWS cannot forbid a key in a tag policy'),
    ),
    ...(document.tag_naming_rules.case_sensitivity
      ? []
      : [
          loss(
            ['tag_naming_rules', 'case_sensitivity'],
            'near_miss',
            'AWS calls every other spelling of a key non-compliant',
          ),
        ]),
  ]
}
