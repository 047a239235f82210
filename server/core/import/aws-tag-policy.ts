// AWS Organizations tag policies as a policy of ours: values are judged wherever a key is used, presence is demanded
// only where AWS reports it missing. What a tag policy prevents, an audit can only notice.

import { isKnownType } from '../resource-types.ts'
import { isBlank } from '../rules.ts'
import { typeOfTagPolicy } from '../tag-policy-types.ts'
import { under } from './tag-policy-document.ts'
import {
  type AttachedPolicy,
  type EffectiveTag,
  mergeTagPolicies,
  type NotExpressed,
} from './tag-policy-inheritance.ts'

/** The JSON of a policy file. */
type PolicyFile = { readonly [field: string]: unknown }

export type ImportedPolicy = {
  readonly policy: PolicyFile
  readonly notExpressed: readonly NotExpressed[]
  /** What holds for the last place of the chain, as AWS prints it. */
  readonly effective: { readonly tags: { readonly [key: string]: EffectiveTag } }
}

export function importTagPolicies(chain: readonly AttachedPolicy[]): ImportedPolicy {
  const { tags, ignored } = mergeTagPolicies(chain)
  const imported = [...tags].map(([key, tag]) => importTag(under('tags', key), tag))
  const required = imported.flatMap((one) => one.required)
  const optional = imported.flatMap((one) => one.optional)
  return {
    policy: {
      version: '1.0',
      ...(required.length === 0 ? {} : { required_tags: required }),
      ...(optional.length === 0 ? {} : { optional_tags: optional }),
    },
    notExpressed: [...ignored, ...imported.flatMap((one) => one.notExpressed)],
    effective: { tags: Object.fromEntries(tags) },
  }
}

type ImportedTag = {
  readonly required: readonly PolicyFile[]
  readonly optional: readonly PolicyFile[]
  readonly notExpressed: readonly NotExpressed[]
}

function importTag(path: string, tag: EffectiveTag): ImportedTag {
  const values = listOf(tag.tag_value)
  const types = readTypes(listOf(tag.report_required_tag_for), `${path}.report_required_tag_for`)
  const isRequired = types.appliesTo.length > 0
  return {
    // Values are the optional rule's matter, which sees every type: so nothing is found twice.
    required: isRequired ? [{ name: tag.tag_key, applies_to: types.appliesTo, allow_empty: true }] : [],
    optional: values.length > 0 || !isRequired ? [valueRule(tag.tag_key, values)] : [],
    notExpressed: [
      ...types.notExpressed,
      ...blankNotes(values, `${path}.tag_value`),
      { path: `${path}.tag_key`, reason: spellingReason(isRequired) },
      ...(tag.enforced_for === undefined ? [] : [{ path: `${path}.enforced_for`, reason: enforcementReason }]),
    ],
  }
}

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

const enforcementReason = 'AWS prevents wrong values on these types; an audit finds them afterwards, on every type'

const spellingReason = (isRequired: boolean): string =>
  isRequired
    ? 'another spelling of the key is an error only where the tag is required and missing'
    : 'another spelling of the key goes unnoticed, because the tag is required nowhere'

function valueRule(name: string, values: readonly string[]): PolicyFile {
  const globs = values.filter((value) => value.includes('*'))
  const exact = values.filter((value) => !value.includes('*'))
  return {
    name,
    ...(exact.length === 0 ? {} : { allowed_values: exact }),
    ...(globs.length === 0 ? {} : { allowed_globs: globs }),
    // AWS calls it non-compliant, without degrees.
    severity: 'error',
    ...(takesBlank(values) ? { allow_empty: true } : {}),
  }
}

const takesBlank = (values: readonly string[]): boolean =>
  values.length === 0 || values.some((value) => value === '*' || isBlank(value))

function blankNotes(values: readonly string[], path: string): NotExpressed[] {
  if (!takesBlank(values) || values.length === 0 || values.includes('*')) return []
  return [{ path, reason: 'white space only counts as empty, so any of it passes where one of it is listed' }]
}

type Types = { readonly appliesTo: readonly string[]; readonly notExpressed: readonly NotExpressed[] }

function readTypes(names: readonly string[], path: string): Types {
  const read = names.map((name) => ({ name, type: typeOf(name) }))
  return {
    appliesTo: [...new Set(read.flatMap(({ type }) => type ?? []))],
    notExpressed: read.flatMap(({ name, type }) => {
      if (type === null)
        return [{ path, reason: `"${name}" is part of a type that is judged as a whole; it is left out` }]
      return isKnownType(type)
        ? []
        : [{ path, reason: `"${name}" is a type we do not know; the tag is demanded of it all the same` }]
    }),
  }
}

/** `null` for `mesh/virtualnode`: by their ARNs those are of the type `mesh`, and so are others. */
function typeOf(name: string): string | null {
  const service = name.split(':', 1)[0] ?? ''
  if (/:(?:ALL_SUPPORTED|\*)$/.test(name)) return `${service}:*`
  return typeOfTagPolicy(name) ?? (/^[^:]+:[A-Za-z0-9._-]+$/.test(name) ? name : null)
}
