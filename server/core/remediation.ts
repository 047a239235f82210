// What to write so that resources keep the policy: only values with evidence, only where nothing valid stands, and only
// what the provider takes. Deciding is all that happens here.

import { createHash } from 'node:crypto'
import { parseArn } from './arn.ts'
import { evaluate, isInForce, tagValue, type Violation } from './evaluate.ts'
import type { NeighbourIndex } from './neighbours.ts'
import { byText } from './order.ts'
import { isProviderKey, type Resource, type Tags } from './resource.ts'
import type { Rules } from './rules.ts'
import { suggestTags, type TagSuggestion } from './suggest.ts'

export type PlannedTag = {
  readonly key: string
  readonly value: string
  /** What stands there, `null` for nothing; whoever writes has to find it so. */
  readonly was: string | null
  readonly confidence: number
  /** Why, in words. */
  readonly evidence: readonly string[]
}

/** As much of a change as is written. */
export type PlannedWrite = {
  readonly id: string
  readonly type: string
  readonly account: string
  readonly region: string
  readonly tags: readonly Pick<PlannedTag, 'key' | 'value' | 'was'>[]
}

export type PlannedChange = {
  readonly id: string
  readonly type: string
  readonly account: string
  readonly region: string
  readonly tags: readonly PlannedTag[]
  readonly monthlyCost: number | null
  /** Nothing in force is left of it afterwards. */
  readonly completes: boolean
  /** A month, for each tag to write; what stays violating frees no dollar. */
  readonly usdPerAction: number
}

/** Why a wanting tag is not in a plan. */
const leftReasons = [
  ...['no_evidence', 'unsure', 'too_long', 'bad_characters', 'too_many_tags'],
  ...['new_violation', 'no_arn'],
] as const
export type LeftReason = (typeof leftReasons)[number]
export type Left = { readonly tag: string; readonly reason: LeftReason }
export type Planned = { readonly change: PlannedChange | null; readonly left: readonly Left[] }

export type PlanRules = { readonly rules: Rules; readonly now: number; readonly minConfidence: number }

export function planChange(
  resource: Resource,
  { rules, now, minConfidence }: PlanRules,
  index: NeighbourIndex,
): Planned {
  const { verdict, violations } = evaluate(rules, resource, now)
  const { tags } = resource
  if (verdict !== 'violating' || tags === null) return { change: null, left: [] }
  const wanting = new Set(violations.filter((one) => isInForce(verdict, one)).map(({ tag }) => tag))
  const left: Left[] = []
  const planned: PlannedTag[] = []
  let after: Resource = resource
  for (const suggestion of suggestTags(rules, resource, index).suggestions) {
    if (!wanting.has(suggestion.tag)) continue
    const next = { ...after, tags: { ...after.tags, [suggestion.tag]: suggestion.value ?? '' } }
    const reason =
      whyNot(resource, suggestion, { minConfidence, planned }) ??
      (addsFault(suggestion.tag, violations, evaluate(rules, next, now).violations) ? 'new_violation' : null)
    if (reason !== null) {
      left.push({ tag: suggestion.tag, reason })
      continue
    }
    planned.push(plannedTag(suggestion, tags))
    after = next
  }
  const completes = evaluate(rules, after, now).verdict === 'compliant'
  return { change: planned.length === 0 ? null : changeOf(resource, planned, completes), left }
}

type Weighing = {
  readonly minConfidence: number
  readonly planned: readonly PlannedTag[]
}

/** So many the tagging API takes. */
const longestArn = 1011
const longestValue = 256
const mostTags = 50

function whyNot(
  { id, tags }: Resource,
  { tag, value, confidence }: TagSuggestion,
  { minConfidence, planned }: Weighing,
): LeftReason | null {
  if (value === null) return 'no_evidence'
  if (confidence < minConfidence) return 'unsure'
  if (id.length > longestArn || parseArn(id) === null) return 'no_arn'
  const found = tagValue(tags ?? {}, tag)
  // A key is the policy's own, which has none that AWS reserves and none of more than 128 characters.
  if ([...value].length > longestValue) return 'too_long'
  if (!isWritable(tag) || !isWritable(value)) return 'bad_characters'
  // What AWS puts there itself does not count.
  const own = Object.keys(tags ?? {}).filter((key) => !isProviderKey(key)).length
  const added = planned.filter(({ was }) => was === null).length
  return found === undefined && own + added >= mostTags ? 'too_many_tags' : null
}

/** What every service takes; some take more. */
const isWritable = (text: string): boolean => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text)

function plannedTag({ tag, value, confidence, evidence }: TagSuggestion, tags: Tags): PlannedTag {
  return {
    ...{ key: tag, value: value ?? '', was: tagValue(tags, tag) ?? null, confidence },
    evidence: evidence.map(({ detail }) => detail),
  }
}

function changeOf(resource: Resource, tags: readonly PlannedTag[], completes: boolean): PlannedChange {
  const { id, type, account, region, monthlyCost = null } = resource
  return {
    ...{ id, type, account, region, monthlyCost, completes },
    tags: tags.toSorted((a, b) => byText(a.key, b.key)),
    usdPerAction: completes ? (monthlyCost ?? 0) / tags.length : 0,
  }
}

/** A key beside its twin, or a value against the naming rules. What the new value makes due elsewhere is no fault of it. */
export function addsFault(tag: string, before: readonly Violation[], after: readonly Violation[]): boolean {
  const nameOf = ({ rule, foundKey = '' }: Violation) => `${rule} ${foundKey}`
  const known = new Set(before.filter((one) => one.tag === tag).map(nameOf))
  return after.some((one) => one.tag === tag && !known.has(nameOf(one)))
}

/** Dollars for each tag written come first; then what becomes compliant at all. */
export function byWorth(a: PlannedChange, b: PlannedChange): number {
  return (
    b.usdPerAction - a.usdPerAction ||
    Number(b.completes) - Number(a.completes) ||
    a.tags.length - b.tags.length ||
    byText(a.id, b.id)
  )
}

export type PlanOf = { readonly estate: string; readonly policyHash: string; readonly snapshotId: string }

/** The same for the same writes; what they are for does not count. */
export function hashPlan({ estate, policyHash, snapshotId }: PlanOf, changes: readonly PlannedWrite[]): string {
  const writes = changes
    .map(({ id, tags }) => [id, tags.map(({ key, value, was }) => [key, value, was])] as const)
    .toSorted(([a], [b]) => byText(a, b))
  const canonical = JSON.stringify(['plan-1', estate, policyHash, snapshotId, writes])
  return `sha256:${createHash('sha256').update(canonical).digest('hex')}`
}
