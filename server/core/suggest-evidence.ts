// What speaks for a value of one tag of one resource. Only values that pass the rule are ever evidence.

import { tagValue } from './evaluate.ts'
import { stagesNamed } from './name-words.ts'
import { type NeighbourIndex, namesOf, neighbourhoodsOf } from './neighbours.ts'
import { byText } from './order.ts'
import { printable } from './report/columns-of-text.ts'
import type { Resource, Tags } from './resource.ts'
import { isBlank, namingFault, type Rule, type Rules } from './rules.ts'

export const evidenceKinds = ['own_value', 'other_key', 'name', 'stack_neighbours', 'name_neighbours'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

export type Evidence = { readonly kind: EvidenceKind; readonly detail: string; readonly count?: number }
export type Clue = { readonly value: string; readonly evidence: Evidence }

export type Doubt = 'name_is_ambiguous' | 'too_few_neighbours' | 'neighbours_disagree'
export type Findings = { readonly clues: readonly Clue[]; readonly doubts: readonly Doubt[] }

/** Somebody else's text inside a sentence of ours. */
export const quoted = (text: string): string => printable(JSON.stringify(text))

/** The policy accepts it. */
const isValid = (rules: Rules, rule: Rule, value: string): boolean =>
  rule.valueFaults(value) === 0 && !isBlank(value) && namingFault('value', value, rules.naming) === null

/** A value that is nearly right: the allowed one that was meant, or itself without outer blanks or in other case. */
export function ownClues(rules: Rules, rule: Rule, tags: Tags): Clue[] {
  const found = tagValue(tags, rule.name)
  if (found === undefined || isBlank(found)) return []
  const value = repaired(rules, rule, found)
  if (value === null) return []
  return [{ value, evidence: { kind: 'own_value', detail: `${quoted(found)} is nearly that` } }]
}

/** Keys that stand for this one, where the tag itself says nothing. */
export function otherKeyClues(rules: Rules, rule: Rule, tags: Tags): Clue[] {
  if (!isBlank(tagValue(tags, rule.name) ?? '')) return []
  const keys = Object.keys(tags).filter((key) => key !== rule.name && standsFor(rules, rule, key))
  return keys.toSorted(byText).flatMap((key) => {
    const value = repaired(rules, rule, tagValue(tags, key) ?? '')
    if (value === null) return []
    return [{ value, evidence: { kind: 'other_key', detail: `the key ${quoted(key)} has it` } as const }]
  })
}

const standsFor = (rules: Rules, { aliases, ownForm }: Rule, key: string): boolean =>
  aliases.includes(key) || rules.keyForm(key).loose === ownForm.loose

/** Words that stand where a value should be. */
const placeholders = new Set([
  ...['unknown', 'tbd', 'todo', 'none', 'null', 'nil', 'n/a', 'na', 'nan', 'undefined', 'default', 'changeme', 'xxx'],
  ...['-', 'test', 'n.a.', 'various', 'other', 'misc', 'unassigned', 'nobody'],
])

function repaired(rules: Rules, rule: Rule, found: string): string | null {
  const listed = rule.expectedValues.includes(found)
  if (!listed && placeholders.has(found.trim().toLowerCase()) && rule.suggest(found) === null) return null
  const trimmed = found.trim()
  const meant = [trimmed, rule.suggest(found)].find((value) => value !== null && isValid(rules, rule, value))
  if (meant) return meant
  const cases = [trimmed.toLowerCase(), trimmed.toUpperCase()].filter((value) => isValid(rules, rule, value))
  return cases.length === 1 ? (cases[0] ?? null) : null
}

export function nameFindings(rules: Rules, rule: Rule, resource: Resource): Findings {
  const allowed = rule.expectedValues.filter((value) => isValid(rules, rule, value))
  const names = namesOf(resource).map((name) => ({ name, ...stagesNamed(name, allowed) }))
  const values = new Set(names.flatMap(({ named }) => named.map(({ value }) => value)))
  const isDoubtful = names.some(({ spoilt }) => spoilt) || values.size > 1
  if (isDoubtful) return { clues: [], doubts: ['name_is_ambiguous'] }
  const clues = names.flatMap(({ name, named }) =>
    named.slice(0, 1).map(({ value, word }): Clue => {
      return { value, evidence: { kind: 'name', detail: `"${word}" in ${quoted(name)}` } }
    }),
  )
  return { clues: clues.slice(0, 1), doubts: [] }
}

const fewestNeighbours = 3
const agreement = 0.9

export function neighbourFindings(rules: Rules, rule: Rule, resource: Resource, index: NeighbourIndex): Findings {
  const found = neighbourhoodsOf(resource).map((group): Clue | Doubt | null => {
    const all = [...index.valuesOf(group, rule.name)].filter(([value]) => isValid(rules, rule, value))
    const total = all.reduce((sum, [, count]) => sum + count, 0)
    const [top] = all.toSorted(([a, m], [b, n]) => n - m || byText(a, b))
    if (top === undefined) return null
    if (total < fewestNeighbours) return 'too_few_neighbours'
    const [value, count] = top
    if (count < agreement * total) return 'neighbours_disagree'
    return { value, evidence: { kind: group.kind, detail: `${count} of ${total} resources ${group.words}`, count } }
  })
  return {
    clues: found.filter((one) => one !== null && typeof one !== 'string'),
    doubts: found.filter((one) => typeof one === 'string'),
  }
}
