import { expect, test } from 'vitest'
import type { CostLine } from '../../../server/ports.ts'
import { demoAccounts, demoCosts, demoEstate } from '../../../server/sources/demo/index.ts'
import { now } from './judged.ts'

const lines = demoCosts(now)
const newest = lines.filter(({ month }) => month === '2026-10')
const { resources } = demoEstate(now)
const resourcesUsd = resources.reduce((sum, { monthlyCost = 0 }) => sum + monthlyCost, 0)

const sumUsd = (list: readonly CostLine[]) => list.reduce((sum, { usd }) => sum + usd, 0)
const place = ({ account, region, service }: CostLine) => `${account} ${region} ${service}`

test('the bill has the four newest closed months', () => {
  expect([...new Set(lines.map(({ month }) => month))]).toEqual(['2026-07', '2026-08', '2026-09', '2026-10'])
})

test('in January the newest closed month is December of the year before', () => {
  const months = new Set(demoCosts(new Date('2027-01-31T12:00:00Z')).map(({ month }) => month))
  expect([...months]).toEqual(['2026-09', '2026-10', '2026-11', '2026-12'])
})

test('the same bill is sent every time', () => {
  expect(demoCosts(now)).toEqual(lines)
})

test('the usage of a place and service is never less than its resources cost', () => {
  const usage = new Map(newest.filter(({ kind }) => kind === 'usage').map((line) => [place(line), line.usd]))
  const owed = Map.groupBy(resources, ({ account, region, type }) => `${account} ${region} ${type.split(':')[0]}`)
  const uncovered = [...owed].filter(
    ([key, own]) => (usage.get(key) ?? 0) < own.reduce((sum, { monthlyCost = 0 }) => sum + monthlyCost, 0) - 1e-9,
  )
  expect(uncovered).toEqual([])
})

test('the bill is larger than what the resources cost', () => {
  expect(sumUsd(newest)).toBeGreaterThan(resourcesUsd * 1.1)
})

test('tax, support, credits and usage that nobody can tag are lines of their own', () => {
  expect(new Set(lines.map(({ kind }) => kind))).toEqual(new Set(['usage', 'tax', 'support', 'credit']))
  expect(newest.filter(({ service }) => service === 'data-transfer').length).toBeGreaterThan(10)
})

test('only credits are negative', () => {
  expect(lines.filter(({ usd, kind }) => usd < 0 !== (kind === 'credit'))).toEqual([])
})

test('one month has one line for an account, region, service and kind', () => {
  const keys = lines.map((line) => `${line.month} ${place(line)} ${line.kind}`)
  expect(new Set(keys).size).toBe(lines.length)
})

test('an account is not billed before it arrives', () => {
  const late = demoAccounts.at(-1)?.id
  expect(new Set(lines.filter(({ account }) => account === late).map(({ month }) => month))).toEqual(
    new Set(['2026-10']),
  )
})
