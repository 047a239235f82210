// Resources that belong together by what is known of them, and the tags they carry.

import { arnName, parseArn } from './arn.ts'
import { idAt, nameAt, type Part, tagReader } from './columns.ts'
import { tagValue } from './evaluate.ts'
import { wordsOf } from './name-words.ts'
import { placesOf } from './place.ts'
import { printable } from './report/columns-of-text.ts'
import type { Resource } from './resource.ts'
import type { Rules } from './rules.ts'

/** Who else is in the group, in words; `key` is the group within the index. */
export type Neighbourhood = {
  readonly key: string
  readonly kind: 'stack_neighbours' | 'name_neighbours'
  readonly words: string
}

type Named = Pick<Resource, 'id' | 'account' | 'region' | 'tags' | 'name'>

const groupingTags = [
  'aws:cloudformation:stack-name',
  'aws:autoscaling:groupName',
  'aws:eks:cluster-name',
  'eks:cluster-name',
] as const

/** For parts that come one by one. */
export class NeighbourIndex {
  private readonly tags: ReadonlySet<string>
  /** By group, then tag: how often each value occurs. */
  private readonly groups = new Map<string, Map<string, Map<string, number>>>()

  constructor(rules: Rules) {
    this.tags = new Set(rules.required.map(({ name }) => name))
  }

  add(part: Part): void {
    const placeAt = placesOf(part)
    const readTags = tagReader(part)
    for (let row = 0; row < part.count; row++) {
      if (part.managed[row] === 1) continue
      const name = nameAt(part, row)
      const { account, region } = placeAt(row)
      this.addResource({ id: idAt(part, row), account, region, tags: readTags(row), ...(name && { name }) })
    }
  }

  valuesOf({ key }: Neighbourhood, tag: string): ReadonlyMap<string, number> {
    return this.groups.get(key)?.get(tag) ?? new Map()
  }

  private addResource(resource: Named): void {
    const { tags } = resource
    if (tags === null) return
    for (const { key } of neighbourhoodsOf(resource)) {
      for (const tag of this.tags) {
        const value = tagValue(tags, tag)
        if (value !== undefined) this.countValue(key, tag, value)
      }
    }
  }

  private countValue(key: string, tag: string, value: string): void {
    const byTag = this.groups.get(key) ?? new Map<string, Map<string, number>>()
    const counts = byTag.get(tag) ?? new Map<string, number>()
    counts.set(value, (counts.get(value) ?? 0) + 1)
    this.groups.set(key, byTag.set(tag, counts))
  }
}

export function buildNeighbourIndex(rules: Rules, parts: Iterable<Part>): NeighbourIndex {
  const index = new NeighbourIndex(rules)
  for (const part of parts) index.add(part)
  return index
}

/** Always within one account and region. */
export function neighbourhoodsOf(resource: Named): Neighbourhood[] {
  const { account, region, tags } = resource
  const group = (kind: Neighbourhood['kind'], what: string, value: string): Neighbourhood => ({
    key: JSON.stringify([account, region, what, value]),
    kind,
    words: `in the same account and region, ${what} ${printable(JSON.stringify(value))}`,
  })
  const stacks = groupingTags.flatMap((tag) => {
    const value = tagValue(tags ?? {}, tag)
    return value ? [group('stack_neighbours', tag, value)] : []
  })
  const start = nameStart(resource)
  return start === null ? stacks : [...stacks, group('name_neighbours', 'name starts with', start)]
}

/** What people call the resource: its name, its `Name` tag, and the last part of its id. */
export function namesOf({ id, name, tags }: Pick<Named, 'id' | 'name' | 'tags'>): string[] {
  const arn = parseArn(id)
  const names = [name, tagValue(tags ?? {}, 'Name'), arn === null ? undefined : arnName(arn)]
  return [...new Set(names.flatMap((one) => (one ? [one] : [])))]
}

/** The first two words, unless they are a machine's: long runs of hexadecimal digits. */
function nameStart(resource: Named): string | null {
  const [name = ''] = namesOf(resource)
  const [first, second] = wordsOf(name)
  if (first === undefined || second === undefined) return null
  return [first, second].some((word) => /^[0-9a-f]{8,}$/.test(word)) ? null : `${first}-${second}`
}
