import { describe, expect, test } from 'vitest'
import { day, hour, isoAt, load, loaded, now } from '../support/builders.ts'

const tag = (fields: object) => ({ required_tags: [{ name: 'Owner', ...fields }] })
const exemption = (fields: object) => ({
  exemptions: [{ resources: ['*'], reason: 'old', expires_at: '2030-01-01', ...fields }],
})

describe('warnings, with which a policy loads', () => {
  test('unknown_type, with the type that was probably meant', () => {
    expect(loaded(tag({ applies_to: ['ec2:instance', 'rds:db-instance'] })).warnings).toEqual([
      {
        path: 'required_tags[0].applies_to[1]',
        code: 'unknown_type',
        message: '"rds:db-instance" is a type we do not know; the rule applies to it all the same',
        suggestion: 'rds:db',
      },
    ])
  })

  test('unknown_type without a suggestion where nothing is near', () => {
    expect(loaded({ forbidden_tags: [{ name: 'A', applies_to: ['zzzzzzzz:rocket'] }] }).warnings).toStrictEqual([
      {
        path: 'forbidden_tags[0].applies_to[0]',
        code: 'unknown_type',
        message: '"zzzzzzzz:rocket" is a type we do not know; the rule applies to it all the same',
      },
    ])
  })

  test('a whole service may be unknown', () => {
    expect(loaded({ optional_tags: [{ name: 'A', applies_to: ['elbv2:*'] }] }).warnings).toMatchObject([
      { code: 'unknown_type', suggestion: 'elasticloadbalancing:*' },
    ])
  })

  test('what is no type at all is an error and not a warning too', () => {
    expect(load(tag({ applies_to: ['ec2'] }))).toMatchObject({ ok: false, warnings: [] })
  })

  test.each<[string, string, number]>([
    ['expired_exemption', 'ended on', -day],
    ['expired_exemption', 'ended on', 0],
    ['expiring_exemption', 'ends in 1 day, on', 1],
    ['expiring_exemption', 'ends in 1 day, on', day],
    ['expiring_exemption', 'ends in 2 days, on', day + 1],
    ['expiring_exemption', 'ends in 30 days, on', 30 * day],
  ])('%s: %s a date %d ms from now', (code, message, fromNow) => {
    const expires_at = isoAt(now + fromNow)
    expect(loaded(exemption({ expires_at })).warnings).toMatchObject([
      { code, path: 'exemptions[0].expires_at', message: expect.stringContaining(`${message} ${expires_at}`) },
    ])
  })

  test('an exemption with more than 30 days to go needs no warning', () => {
    expect(loaded(exemption({ expires_at: isoAt(now + 30 * day + 1) })).warnings).toEqual([])
  })

  test('warnings are told with problems too', () => {
    expect(load({ version: 1, ...exemption({ expires_at: isoAt(now - hour) }) })).toMatchObject({
      ok: false,
      warnings: [{ code: 'expired_exemption' }],
    })
  })
})
