// How much a changed tag matters: what the policy demands of it, before and after.

import { isInScope, judgeRequired } from './evaluate.ts'
import type { Resource, Tags } from './resource.ts'
import type { Rules } from './rules.ts'

export type DriftSeverity = 'critical' | 'warning' | 'info'
export type TagChange = {
  readonly change: 'tag_added' | 'tag_removed' | 'tag_changed'
  readonly tag: string
  readonly before: string | null
  readonly after: string | null
}

/** Critical: a demanded tag went away, or its value was fine and is not any more. */
export function tagSeverity(rules: Rules, resource: Resource, before: Tags, { change, tag }: TagChange): DriftSeverity {
  const concerns = rules.required.some(({ name, appliesTo }) => name === tag && appliesTo(resource.type))
  if (!concerns || resource.managed || !isInScope(rules, resource)) return 'info'
  const was = standing(rules, resource.type, before, tag)
  const is = standing(rules, resource.type, resource.tags ?? {}, tag)
  const isLost = change === 'tag_removed' && (was.demanded || is.demanded)
  const isSpoilt = change === 'tag_changed' && is.violated && !was.violated
  return isLost || isSpoilt ? 'critical' : 'warning'
}

function standing(rules: Rules, type: string, tags: Tags, tag: string) {
  const judged = judgeRequired(rules, type, tags).filter(({ rule, demand }) => rule.name === tag && demand === 'judged')
  const violations = judged.flatMap((outcome) => outcome.violations)
  return {
    demanded: judged.length > 0,
    violated: violations.some(({ rule }) => rule !== 'duplicate_key_case'),
  }
}
