import { expect, test } from 'vitest'
import { arnType, parseArn } from '../../../server/core/arn.ts'
import type { Resource } from '../../../server/core/resource.ts'
import { demoEstate, hostileTags, lastDay } from '../../../server/sources/demo/index.ts'
import { judge, now, scoreOn } from './judged.ts'

const estate = demoEstate(now)
const { resources } = estate
const judged = judge(estate, lastDay, now)

const distinct = (values: readonly string[]) => new Set(values).size
const tagsOf = ({ tags }: Resource) => Object.entries(tags ?? {})
const haveKey = (key: string) => resources.filter(({ tags }) => tags && Object.hasOwn(tags, key)).length

test('the estate is the same at every call on one UTC day', () => {
  expect(demoEstate(new Date('2026-11-21T00:00:00Z'))).toEqual(estate)
  expect(demoEstate(new Date('2026-11-21T23:59:59Z'))).toEqual(estate)
})

test('tomorrow the company has the same resources', () => {
  const tomorrow = demoEstate(new Date('2026-11-22T15:00:00Z')).resources
  expect(tomorrow.map(({ id }) => id)).toEqual(resources.map(({ id }) => id))
})

test('there are about two thousand resources of thirty types in three accounts and six regions', () => {
  expect(resources.length).toBeGreaterThanOrEqual(1900)
  expect(resources.length).toBeLessThanOrEqual(2100)
  expect(distinct(resources.map(({ type }) => type))).toBeGreaterThanOrEqual(28)
  expect(distinct(resources.map(({ type }) => type))).toBeLessThanOrEqual(34)
  expect(distinct(resources.map(({ account }) => account))).toBe(3)
  expect(distinct(resources.map(({ region }) => region).filter((region) => region !== ''))).toBe(6)
})

test('no two resources share an id', () => {
  expect(distinct(resources.map(({ id }) => id))).toBe(resources.length)
})

test('every id is an ARN that tells the type', () => {
  const types = resources.map(({ id }) => {
    const arn = parseArn(id)
    return arn && arnType(arn)
  })
  expect(types).toEqual(resources.map(({ type }) => type))
})

test('account and region are those of the ARN, where it names them', () => {
  const contradicting = resources.filter(({ id, account, region }) => {
    const arn = parseArn(id)
    return (arn?.account && arn.account !== account) || (arn?.region && arn.region !== region)
  })
  expect(contradicting).toEqual([])
})

test('global resources have no region', () => {
  expect(distinct(resources.filter(({ region }) => region === '').map(({ type }) => type))).toBe(1)
  expect(resources.find(({ region }) => region === '')?.type).toBe('cloudfront:distribution')
})

test('the score of the newest day leaves something to do', () => {
  const score = scoreOn(lastDay, now, estate)
  expect(score).toBeGreaterThan(0.6)
  expect(score).toBeLessThan(0.75)
})

test('every verdict occurs', () => {
  expect(new Set(judged.map(({ verdict }) => verdict))).toEqual(
    new Set(['compliant', 'violating', 'unknown', 'exempt', 'pending', 'not_applicable']),
  )
})

test('every rule of a required tag is broken somewhere', () => {
  const rules = new Set(judged.flatMap(({ violations }) => violations.map(({ rule }) => rule)))
  expect([...rules]).toEqual(
    expect.arrayContaining([
      'missing',
      'empty_value',
      'invalid_value',
      'invalid_format',
      'deprecated_key',
      'key_case_mismatch',
      'duplicate_key_case',
      'forbidden_key',
    ]),
  )
})

test.each(['env', 'owner', 'Owner ', 'cost-center', 'cost_center', 'cost-centre', 'app', 'temp'])(
  'the near miss "%s" is among the keys',
  (key) => {
    expect(haveKey(key)).toBeGreaterThan(0)
  },
)

test.each(['prod', 'Prod', 'production ', '', ' '])('the near miss "%s" is among the values', (value) => {
  expect(resources.flatMap(tagsOf).filter(([, found]) => found === value).length).toBeGreaterThan(0)
})

test('many resources were never tagged', () => {
  const untagged = resources.filter((resource) => resource.tags && !resource.managed && tagsOf(resource).length === 0)
  expect(untagged.length).toBeGreaterThan(80)
})

test('some resources carry only tags of their provider', () => {
  const provided = resources.filter(
    (resource) => tagsOf(resource).length > 0 && tagsOf(resource).every(([key]) => key.startsWith('aws:')),
  )
  expect(provided.length).toBeGreaterThan(0)
  expect(haveKey('aws:autoscaling:groupName')).toBeGreaterThan(10)
  expect(haveKey('aws:cloudformation:stack-name')).toBeGreaterThan(10)
})

test('each region of each account has the default network that its provider made', () => {
  const managed = resources.filter(({ managed }) => managed)
  expect(managed.length).toBe(36)
  expect(managed.filter(({ type }) => type === 'ec2:vpc').length).toBe(18)
})

test('the live exemption covers archive buckets, the expired one no longer covers legacy databases', () => {
  const exempt = judged.filter(({ verdict }) => verdict === 'exempt')
  expect(exempt.length).toBe(24)
  expect(exempt.every(({ resource }) => resource.id.startsWith('arn:aws:s3:::fernhollow-archive-'))).toBe(true)
  const expired = judged.filter(({ violations }) => violations.some((found) => found.exemptionExpired))
  expect(expired.length).toBe(12)
  expect(expired.every(({ verdict }) => verdict === 'violating')).toBe(true)
})

test.each(['2026-11-21T00:00:00Z', '2026-11-21T23:59:59Z'])('at %s something is within its grace period', (time) => {
  const pending = judge(estate, lastDay, new Date(time)).filter(({ verdict }) => verdict === 'pending')
  expect(pending.length).toBeGreaterThan(10)
})

test('hostile values are on six resources', () => {
  const texts = new Set<string>(hostileTags.map(({ value }) => value))
  const hostile = resources.filter((resource) => tagsOf(resource).some(([, value]) => texts.has(value)))
  expect(hostile.length).toBe(6)
})

test('a tenth of the resources costs more than half of the money', () => {
  const costs = resources.map(({ monthlyCost = 0 }) => monthlyCost).sort((a, b) => b - a)
  const sum = (list: readonly number[]) => list.reduce((total, usd) => total + usd, 0)
  expect(sum(costs.slice(0, Math.ceil(costs.length / 10)))).toBeGreaterThan(sum(costs) / 2)
})
