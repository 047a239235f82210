// What of a reviewed plan may still be written, by what stands there now. Whatever differs from the plan stays.

import { evaluate, isInForce, tagValue } from './evaluate.ts'
import { addsFault, type PlannedWrite } from './remediation.ts'
import type { Resource, Tags } from './resource.ts'
import type { Rules } from './rules.ts'

/** `changed` since the plan; there `already`; no longer `not_wanted` by the policy; would break another rule. */
export type SkipReason = 'changed' | 'already' | 'not_wanted' | 'new_violation'
export type TagWrite = { readonly key: string; readonly before: string | null; readonly after: string }
export type Decision = {
  readonly writes: readonly TagWrite[]
  readonly skipped: readonly { readonly key: string; readonly reason: SkipReason }[]
}

export type Judge = { readonly rules: Rules; readonly now: number }

export function decideWrites({ tags: planned, ...place }: PlannedWrite, current: Tags, judge: Judge): Decision {
  const writes: TagWrite[] = []
  const skipped: { key: string; reason: SkipReason }[] = []
  let resource: Resource = { ...place, tags: current }
  for (const { key, value, was } of planned) {
    const next = { ...resource, tags: { ...resource.tags, [key]: value } }
    const reason = whyNot({ key, value, was }, { resource, next, found: tagValue(current, key) ?? null }, judge)
    if (reason !== null) {
      skipped.push({ key, reason })
      continue
    }
    writes.push({ key, before: was, after: value })
    resource = next
  }
  return { writes, skipped }
}

type Step = { readonly resource: Resource; readonly next: Resource; readonly found: string | null }

function whyNot(
  { key, value, was }: PlannedWrite['tags'][number],
  { resource, next, found }: Step,
  { rules, now }: Judge,
): SkipReason | null {
  if (found === value) return 'already'
  if (found !== was) return 'changed'
  const { verdict, violations } = evaluate(rules, resource, now)
  const isWanting = verdict === 'violating' && violations.some((one) => one.tag === key && isInForce(verdict, one))
  if (!isWanting) return 'not_wanted'
  return addsFault(key, violations, evaluate(rules, next, now).violations) ? 'new_violation' : null
}

/** So many names one request of the tagging API takes. */
const mostPerBatch = 20

/** Changes of one region that plan the same tags, so that one request can write them. */
export function batchesOf(changes: readonly PlannedWrite[]): readonly (readonly PlannedWrite[])[] {
  const alike = Map.groupBy(changes, ({ region, tags }) =>
    JSON.stringify([region, tags.map(({ key, value }) => [key, value])]),
  )
  return [...alike.values()].flatMap(inBatches)
}

function inBatches(changes: readonly PlannedWrite[]): PlannedWrite[][] {
  const count = Math.ceil(changes.length / mostPerBatch)
  return Array.from({ length: count }, (_, at) => changes.slice(at * mostPerBatch, (at + 1) * mostPerBatch))
}
