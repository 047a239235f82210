import { expect, test } from 'vitest'
import { type Part, partsOf } from '../../server/core/columns.ts'
import { findRows } from '../../server/core/find.ts'
import { instance } from '../support/builders.ts'

const ids = ['a/1', 'b/1', 'a/12', 'a:1', 'plain', 'a/Straße', 'b/1/', '']
const part = () => partsOf(ids.map((id) => instance({ id }))).next().value as Part

test('resources are found by their ids', () => {
  expect(findRows(part(), ids)).toEqual(new Map(ids.map((id, row) => [id, row])))
})

test('an id that nobody has is not among what is found', () => {
  expect(findRows(part(), ['a/2', 'a/', 'a/1x', 'b/12', 'c/1', 'plai', 'a/1', '1'])).toEqual(new Map([['a/1', 0]]))
})

test('of several resources with one id the first is found', () => {
  const twice = partsOf(['x', 'a/1', 'a/1'].map((id) => instance({ id }))).next().value as Part
  expect(findRows(twice, ['a/1'])).toEqual(new Map([['a/1', 1]]))
})
