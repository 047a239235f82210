// Who is affected when verdicts change, group by group.

import { verdicts } from './evaluate.ts'
import { byText } from './order.ts'

/** Resources whose verdict changes; `key` is `null` where they do not have the tag. */
export type AffectedGroup = {
  readonly key: string | null
  readonly resources: number
  readonly newlyViolating: number
  readonly noLongerViolating: number
  readonly costUsd: number
}

const violating = verdicts.indexOf('violating')

export class Affected {
  private readonly groups = new Map<string | null, { -readonly [K in keyof AffectedGroup]: AffectedGroup[K] }>()

  add(key: string | null, { from, to, costUsd }: { from: number; to: number; costUsd: number }): void {
    const none = { key, resources: 0, newlyViolating: 0, noLongerViolating: 0, costUsd: 0 }
    const group = this.groups.get(key) ?? none
    group.resources += 1
    group.newlyViolating += to === violating ? 1 : 0
    group.noLongerViolating += from === violating ? 1 : 0
    group.costUsd += costUsd
    this.groups.set(key, group)
  }

  list(): AffectedGroup[] {
    return [...this.groups.values()].toSorted(
      (a, b) => b.costUsd - a.costUsd || b.resources - a.resources || byText(a.key ?? '', b.key ?? ''),
    )
  }
}
