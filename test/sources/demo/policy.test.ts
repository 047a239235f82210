import { expect, test } from 'vitest'
import { kinds } from '../../../server/sources/demo/catalogue.ts'
import { demoPolicyAt, stricterPolicyDay } from '../../../server/sources/demo/index.ts'
import { shipped } from './judged.ts'

const demandedOn = (index: number) => demoPolicyAt(index, shipped).required_tags.map(({ name }) => name)

test('until the stricter day the policy does not demand DataClass', () => {
  expect(demandedOn(stricterPolicyDay - 1)).toEqual(['Owner', 'Environment', 'Application', 'CostCenter'])
})

test('from the stricter day on the policy is the shipped one', () => {
  expect(demoPolicyAt(stricterPolicyDay, shipped)).toBe(shipped)
})

test('the policy asks every kind of the demo that holds data for its class', () => {
  const asked = shipped.required_tags.find(({ name }) => name === 'DataClass')?.applies_to ?? []
  const matches = (type: string) => asked.includes(type) || asked.includes(`${type.split(':')[0]}:*`)
  expect(kinds.filter(({ type, holdsData = false }) => matches(type) !== holdsData)).toEqual([])
})
