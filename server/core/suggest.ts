// Tags for one resource, from evidence only: what speaks for two values speaks for none.

import { isInScope, judgeRequired } from './evaluate.ts'
import type { NeighbourIndex } from './neighbours.ts'
import type { Resource, Tags } from './resource.ts'
import type { Rule, Rules } from './rules.ts'
import { confidenceOf } from './suggest-confidence.ts'
import {
  type Doubt,
  type Evidence,
  type Findings,
  nameFindings,
  neighbourFindings,
  otherKeyClues,
  ownClues,
  quoted,
} from './suggest-evidence.ts'

export type Abstention = Doubt | 'no_evidence' | 'evidence_disagrees'

export type TagSuggestion = {
  readonly tag: string
  /** Always one the policy accepts; `null`: nothing is suggested. */
  readonly value: string | null
  /** How often such a suggestion was right when measured, rounded down; 0 without a value. */
  readonly confidence: number
  readonly evidence: readonly Evidence[]
  readonly abstained?: Abstention
}

export type Suggestions = {
  /** One for every required tag that is missing or wrong. */
  readonly suggestions: readonly TagSuggestion[]
  /** Why there is nothing to suggest for. */
  readonly notJudged: 'tags_unreadable' | 'managed' | 'out_of_scope' | null
}

export function suggestTags(rules: Rules, resource: Resource, neighbours: NeighbourIndex): Suggestions {
  const { tags, type } = resource
  const notJudged = whyNotJudged(rules, resource)
  if (notJudged !== null || tags === null) return { suggestions: [], notJudged }
  const wanting = judgeRequired(rules, type, tags).filter(({ violations }) =>
    violations.some(({ rule }) => rule !== 'duplicate_key_case'),
  )
  return { suggestions: wanting.map(({ rule }) => suggestTag(rules, rule, resource, tags, neighbours)), notJudged }
}

function whyNotJudged(rules: Rules, resource: Resource): Suggestions['notJudged'] {
  if (resource.managed) return 'managed'
  if (!isInScope(rules, resource)) return 'out_of_scope'
  return resource.tags === null ? 'tags_unreadable' : null
}

function suggestTag(rules: Rules, rule: Rule, resource: Resource, tags: Tags, index: NeighbourIndex): TagSuggestion {
  const findings: readonly Findings[] = [
    { clues: ownClues(rules, rule, tags), doubts: [] },
    { clues: otherKeyClues(rules, rule, tags), doubts: [] },
    nameFindings(rules, rule, resource),
    neighbourFindings(rules, rule, resource, index),
  ]
  const clues = findings.flatMap((one) => one.clues)
  const evidence = clues.map((clue) => clue.evidence)
  const [value, ...others] = new Set(clues.map((clue) => clue.value))
  const nothing = { tag: rule.name, value: null, confidence: 0 }
  if (value === undefined) {
    const [abstained = 'no_evidence'] = findings.flatMap((one) => one.doubts)
    return { ...nothing, evidence: [], abstained }
  }
  if (others.length > 0) {
    const sides = clues.map((clue) => ({
      ...clue.evidence,
      detail: `${clue.evidence.detail}: ${quoted(clue.value)}`,
    }))
    return { ...nothing, evidence: sides, abstained: 'evidence_disagrees' }
  }
  return { tag: rule.name, value, confidence: Math.max(...evidence.map(({ kind }) => confidenceOf[kind])), evidence }
}
