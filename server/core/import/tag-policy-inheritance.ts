// Tag policies from the root down to one account, merged as AWS Organizations merges them.

import { AppError } from '../errors.ts'
import {
  type Control,
  operators,
  readTagPolicy,
  type SettingName,
  type TagEntry,
  type TagPolicy,
  under,
} from './tag-policy-document.ts'

export const levels = ['root', 'ou', 'account'] as const
export type Level = (typeof levels)[number]

/**
 * `name` is the root, unit or account it is attached to. Policies of one place stand together in the order they were
 * attached, places from the top down.
 */
export type AttachedPolicy = { readonly level: Level; readonly name: string; readonly content: unknown }

export type NotExpressed = { readonly path: string; readonly reason: string }

/** As AWS prints it: without operators. */
export type EffectiveTag = { [setting in SettingName]?: string | readonly string[] } & { readonly tag_key: string }

export type MergedTags = {
  /** By key as first spelled. */
  readonly tags: ReadonlyMap<string, EffectiveTag>
  readonly ignored: readonly NotExpressed[]
}

type State = {
  readonly values: Map<string, readonly string[]>
  readonly spelled: Map<string, string>
  /** By `""` for all tags, by key, and by key and setting: what policies below may do there. */
  readonly controls: Map<string, Control>
  readonly ignored: NotExpressed[]
}

export function mergeTagPolicies(chain: readonly AttachedPolicy[]): MergedTags {
  refuseDisorder(chain)
  const state: State = { values: new Map(), spelled: new Map(), controls: new Map(), ignored: [] }
  const placed = chain.map((attached, index) => ({
    attached,
    path: pathOf(chain, index),
    policy: readTagPolicy(attached.content, pathOf(chain, index)),
  }))
  for (const group of groupByPlace(placed)) mergePlace(state, group)
  return { tags: effectiveTags(state), ignored: state.ignored }
}

/** A single policy needs no number before its paths. */
const pathOf = (chain: readonly AttachedPolicy[], index: number): string =>
  chain.length === 1 ? 'content' : `chain[${index}].content`

function refuseDisorder(chain: readonly AttachedPolicy[]): void {
  if (chain.length === 0) throw new AppError('bad_usage', 'At least one tag policy is needed.')
  for (const [index, { level }] of chain.entries()) {
    const before = chain[index - 1]?.level ?? 'root'
    if (levels.indexOf(level) < levels.indexOf(before)) {
      throw new AppError('bad_usage', `chain[${index}]: ${level} comes before ${before}: list from the root down.`)
    }
  }
}

type Placed = { readonly attached: AttachedPolicy; readonly path: string; readonly policy: TagPolicy }

function groupByPlace(placed: readonly Placed[]): Placed[][] {
  const groups: Placed[][] = []
  for (const one of placed) {
    const last = groups.at(-1)
    const neighbour = last?.at(-1)?.attached
    if (last && neighbour?.level === one.attached.level && neighbour.name === one.attached.name) last.push(one)
    else groups.push([one])
  }
  return groups
}

/** Of policies attached to one place, the first that assigns wins; controls hold for places below, all together. */
function mergePlace(state: State, group: readonly Placed[]): void {
  const assigned = new Set<string>()
  const inherited = new Set(state.spelled.keys())
  for (const { policy, path } of group) {
    for (const entry of policy.entries)
      mergeEntry(state, entry, under(under(path, 'tags'), entry.key), assigned, inherited)
  }
  for (const { policy } of group) addControls(state.controls, policy)
}

const slot = (id: string, name: SettingName): string => `${id}\n${name}`

function mergeEntry(
  state: State,
  entry: TagEntry,
  path: string,
  assigned: Set<string>,
  inherited: ReadonlySet<string>,
): void {
  const id = entry.key.toLowerCase()
  if (!inherited.has(id) && !mayAdd(state.controls.get(''))) {
    state.ignored.push({ path, reason: 'ignored: a policy above allows no further keys' })
    return
  }
  if (!state.spelled.has(id)) state.spelled.set(id, entry.key)
  for (const [name, setting] of entry.settings) {
    const place = slot(id, name)
    if (!state.values.has(place) && inherited.has(id) && !mayAdd(state.controls.get(id))) {
      state.ignored.push({
        path: `${path}.${name}`,
        reason: 'ignored: a policy above allows no further settings of this key',
      })
      continue
    }
    for (const { operator, values } of setting.changes) {
      const reason = whyIgnored(state.controls.get(place), operator, assigned.has(place))
      if (reason !== null) state.ignored.push({ path: under(under(path, name), operator), reason })
      else state.values.set(place, changed(state.values.get(place) ?? [], operator, values))
      if (operator === '@@assign' && reason === null) assigned.add(place)
    }
  }
}

function whyIgnored(
  control: Control | undefined,
  operator: (typeof operators)[number],
  isAssigned: boolean,
): string | null {
  if (control && !control.has(operator)) return `ignored: a policy above does not allow ${operator} here`
  return operator === '@@assign' && isAssigned
    ? 'ignored: a policy attached earlier to the same place assigns this'
    : null
}

/** Without a way to bring in values there is nothing to add. */
const mayAdd = (control: Control | undefined): boolean =>
  control === undefined || control === null || control.has('@@assign') || control.has('@@append')

function changed(
  values: readonly string[],
  operator: (typeof operators)[number],
  given: readonly string[],
): readonly string[] {
  switch (operator) {
    case '@@assign':
      return [...new Set(given)]
    case '@@append':
      return [...new Set([...values, ...given])]
    case '@@remove':
      return values.filter((value) => !given.includes(value))
    default:
      return operator satisfies never
  }
}

/** What one policy forbids, none below or beside it can allow again. */
function addControls(controls: Map<string, Control>, { control, entries }: TagPolicy): void {
  restrict(controls, '', control)
  for (const entry of entries) {
    const id = entry.key.toLowerCase()
    restrict(controls, id, entry.control)
    for (const [name, setting] of entry.settings) restrict(controls, slot(id, name), setting.control)
  }
}

function restrict(controls: Map<string, Control>, place: string, control: Control): void {
  if (control === null) return
  const known = controls.get(place)
  controls.set(place, known ? new Set(operators.filter((one) => known.has(one) && control.has(one))) : control)
}

function effectiveTags({ values, spelled }: State): Map<string, EffectiveTag> {
  const tags = new Map<string, EffectiveTag>()
  for (const [id, key] of spelled) {
    const listOf = (name: SettingName) => values.get(slot(id, name)) ?? []
    // Where no policy says how the key is spelled, AWS takes small letters.
    const tag_key = listOf('tag_key')[0] ?? id
    const lists = (['tag_value', 'enforced_for', 'report_required_tag_for'] as const).flatMap((name) =>
      listOf(name).length === 0 ? [] : [[name, listOf(name)] as const],
    )
    tags.set(key, { tag_key, ...Object.fromEntries(lists) })
  }
  return tags
}
