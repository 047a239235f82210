import { describe, expect, test } from 'vitest'
import { type Rule, rules } from '../../../policies/pack/rules.ts'
import { dataExamples } from './examples/data.ts'
import { edgeExamples } from './examples/edge.ts'
import { networkExamples } from './examples/network.ts'
import { podExamples } from './examples/pods.ts'
import { workExamples } from './examples/work.ts'
import { run } from './run-rule.ts'

const examples = { ...edgeExamples, ...networkExamples, ...workExamples, ...dataExamples, ...podExamples }
/** Has tests of its own. */
const security = rules.filter(({ name }) => name !== 'tags-follow-policy')
const exampleOf = ({ name }: Rule) => examples[name] ?? { bad: [], good: [] }
const titled = security.map((rule) => ({ title: rule.name, says: rule.description, rule }))

test('every rule has an example that it finds and one that it lets pass', () => {
  expect(security.map(({ name }) => name).toSorted()).toEqual(Object.keys(examples).toSorted())
})
test('names are small letters and hyphens, each once', () => {
  const names = rules.map(({ name }) => name)
  expect(names.filter((name) => !/^[a-z\d]+(-[a-z\d]+)*$/.test(name))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})

describe.each(titled)('$title: $says', ({ rule }) => {
  test('is found once', async () => {
    const { faults, notKnown } = await run(rule, exampleOf(rule).bad)
    expect(faults).toHaveLength(1)
    expect(notKnown).toEqual([])
  })
  test('passes', async () => {
    expect(await run(rule, exampleOf(rule).good)).toEqual({ faults: [], notKnown: [] })
  })
})
