import { expect, test } from 'vitest'
import type { Resource } from '../../../server/core/resource.ts'
import { demoEstate } from '../../../server/sources/demo/index.ts'
import { now } from './judged.ts'

const { resources, coverage } = demoEstate(now)

const cellOf = ({ account, region, type }: Resource) =>
  coverage.find((cell) => cell.account === account && cell.region === region && cell.type === type)

test('every resource that could not be read lies in a cell that says so', () => {
  const unreadable = resources.filter(({ tags }) => tags === null)
  expect(unreadable.length).toBeGreaterThan(10)
  expect(new Set(unreadable.map((resource) => cellOf(resource)?.status))).toEqual(new Set(['denied', 'throttled']))
})

test('nothing was read in a cell that was denied', () => {
  const denied = resources.filter((resource) => cellOf(resource)?.status === 'denied')
  expect(denied.every(({ tags }) => tags === null)).toBe(true)
})

test('every resource lies in exactly one cell', () => {
  expect(resources.filter((resource) => !cellOf(resource))).toEqual([])
  const names = coverage.map((cell) => `${cell.account} ${cell.region} ${cell.type}`)
  expect(new Set(names).size).toBe(coverage.length)
})

test('some cells are empty, seen or not', () => {
  const taken = new Set(resources.map(cellOf))
  const empty = coverage.filter((cell) => !taken.has(cell))
  expect(empty.filter(({ status }) => status === 'ok').length).toBeGreaterThan(20)
  expect(empty.filter(({ status }) => status === 'denied').length).toBeGreaterThan(0)
})
