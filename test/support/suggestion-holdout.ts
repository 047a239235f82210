// The demo company as a test of suggestions: what was wrong on one day and right on another, and what is right but hidden.

import { partsOf } from '../../server/core/columns.ts'
import { judgeRequired } from '../../server/core/evaluate.ts'
import { buildNeighbourIndex } from '../../server/core/neighbours.ts'
import { readPolicy } from '../../server/core/policy.ts'
import { isProviderKey, type Resource } from '../../server/core/resource.ts'
import { compileRules, type Rules } from '../../server/core/rules.ts'
import { suggestTags, type TagSuggestion } from '../../server/core/suggest.ts'
import { demoHistory } from '../../server/sources/demo/index.ts'
import { now, shipped } from '../sources/demo/judged.ts'

type Trial = { readonly id: string; readonly suggestion: TagSuggestion; readonly truth: string }

const days = [...demoHistory(now)]
const demoRules = rulesOf()

/** Of resources in either half: calibration or holdout. */
export function trials(half: 0 | 1): Trial[] {
  const mine = ({ id }: Pick<Resource, 'id'>) => halfOf(id) === half
  return [...repaired(), ...hidden()].filter(mine)
}

/** Values a resource had while the policy was content with them, by tag; tags that had several are left out. */
function truths(): Map<string, string> {
  const seen = new Map<string, Set<string>>()
  for (const { resources } of sampled()) {
    for (const { id, type, tags } of resources) {
      for (const { rule, violations } of judgeRequired(demoRules, type, tags ?? {})) {
        const value = tags?.[rule.name]
        if (value === undefined || violations.length > 0 || rule.valueFaults(value) !== 0) continue
        seen.set(`${id} ${rule.name}`, (seen.get(`${id} ${rule.name}`) ?? new Set()).add(value))
      }
    }
  }
  return new Map([...seen].flatMap(([key, values]) => (values.size === 1 ? [[key, [...values][0] ?? '']] : [])))
}

/** Each tag of each resource once, on the first sampled day on which it is wrong. */
function repaired(): Trial[] {
  const known = truths()
  const trialsByTag = new Map<string, Trial>()
  for (const { resources } of sampled()) {
    const index = buildNeighbourIndex(demoRules, partsOf(resources))
    for (const resource of resources) {
      for (const suggestion of suggestTags(demoRules, resource, index).suggestions) {
        const key = `${resource.id} ${suggestion.tag}`
        const truth = known.get(key)
        if (truth === undefined || trialsByTag.has(key)) continue
        trialsByTag.set(key, { id: resource.id, suggestion, truth })
      }
    }
  }
  return [...trialsByTag.values()]
}

/** Today, a fifth of the estate at a time, without any tag of its own. */
function hidden(): Trial[] {
  const resources = days.at(-1)?.resources ?? []
  return [0, 1, 2, 3, 4].flatMap((fold) => {
    const isHidden = ({ id }: Resource) => hashOf(id) % 5 === fold
    const shown = resources.map((resource) => (isHidden(resource) ? stripped(resource) : resource))
    const index = buildNeighbourIndex(demoRules, partsOf(shown))
    return resources.filter(isHidden).flatMap((resource) => {
      const known = new Map(Object.entries(resource.tags ?? {}))
      return suggestTags(demoRules, stripped(resource), index).suggestions.flatMap((suggestion) => {
        const truth = known.get(suggestion.tag)
        const rule = demoRules.required.find(({ name }) => name === suggestion.tag)
        return truth === undefined || rule?.valueFaults(truth) !== 0 ? [] : [{ id: resource.id, suggestion, truth }]
      })
    })
  })
}

function stripped(resource: Resource): Resource {
  const kept = Object.entries(resource.tags ?? {}).filter(([key]) => isProviderKey(key))
  return { ...resource, tags: resource.tags && Object.fromEntries(kept) }
}

const sampled = () => days.filter(({ index }) => index % 7 === 0 || index === days.length - 1)

function halfOf(id: string): 0 | 1 {
  return (hashOf(id) >> 4) % 2 === 0 ? 0 : 1
}

function hashOf(text: string): number {
  let hash = 0
  for (const letter of text) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0
  return hash
}

function rulesOf(): Rules {
  const loaded = readPolicy(shipped, now.getTime())
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  return compileRules(loaded.policy)
}
