import { describe, expect, test } from 'vitest'
import { evaluate } from '../../server/core/evaluate.ts'
import { day, instance, isoAt, now, policy } from '../support/builders.ts'

const later = isoAt(now + day)
const exemption = (fields: object = {}) => ({
  id: 'EX-1',
  resources: ['arn:aws:ec2:*:instance/i-*'],
  reason: 'migrating',
  expires_at: later,
  ...fields,
})
const judge = (exemptions: object[], file: object = {}) =>
  evaluate(policy({ required: ['Owner', 'Project'], exemptions, ...file }), instance(), now)

describe('an exemption covers', () => {
  test('every tag of the resources it names', () => {
    expect(judge([exemption()])).toEqual({
      verdict: 'exempt',
      violations: [
        { tag: 'Owner', rule: 'missing', severity: 'error', exemption: 'EX-1' },
        { tag: 'Project', rule: 'missing', severity: 'error', exemption: 'EX-1' },
      ],
    })
  })

  test('every tag also where its list of tags is empty', () => {
    expect(judge([exemption({ tags: [] })]).verdict).toBe('exempt')
  })

  test('only the tags it names: one error left makes the resource violating', () => {
    expect(judge([exemption({ tags: ['Owner'] })])).toEqual({
      verdict: 'violating',
      violations: [
        { tag: 'Owner', rule: 'missing', severity: 'error', exemption: 'EX-1' },
        { tag: 'Project', rule: 'missing', severity: 'error' },
      ],
    })
  })

  test('tags by their exact names', () => {
    expect(judge([exemption({ tags: ['owner', 'Own*', '*'] })]).verdict).toBe('violating')
  })

  test('together with others: every error needs one', () => {
    expect(judge([exemption({ tags: ['Owner'] }), exemption({ id: 'EX-2', tags: ['Project'] })])).toMatchObject({
      verdict: 'exempt',
      violations: [{ exemption: 'EX-1' }, { exemption: 'EX-2' }],
    })
  })

  test.each([[['arn:aws:s3:::*']], [['i-1']], [['ARN:*']]])(
    'no other resources than those it names: %j',
    (resources) => {
      expect(judge([exemption({ resources })])).toMatchObject({ verdict: 'violating', violations: [{}, {}] })
    },
  )

  test('a resource that is in one of its globs', () => {
    expect(judge([exemption({ resources: ['arn:aws:s3:::*', '*/i-1'] })]).verdict).toBe('exempt')
  })

  test('warnings too, and those need not be covered to be exempt', () => {
    const rules = policy({
      required: ['Owner', { name: 'Project', severity: 'warning' }],
      exemptions: [exemption({ tags: ['Owner'] })],
    })
    expect(evaluate(rules, instance(), now)).toEqual({
      verdict: 'exempt',
      violations: [
        { tag: 'Owner', rule: 'missing', severity: 'error', exemption: 'EX-1' },
        { tag: 'Project', rule: 'missing', severity: 'warning' },
      ],
    })
    expect(
      evaluate(
        policy({ forbidden: [{ name: 'temp', severity: 'warning' }], exemptions: [exemption()] }),
        instance({ tags: { temp: '' } }),
        now,
      ),
    ).toMatchObject({
      verdict: 'not_applicable',
      violations: [{ rule: 'forbidden_key', exemption: 'EX-1' }],
    })
  })

  test('a forbidden tag and a naming fault by the name of the tag', () => {
    const rules = policy({
      forbidden: ['temp'],
      tag_naming_rules: { max_key_length: 3 },
      exemptions: [exemption({ tags: ['temp'] })],
    })
    expect(evaluate(rules, instance({ tags: { temp: '', other: '' } }), now).violations).toMatchObject([
      { tag: 'temp', rule: 'forbidden_key', exemption: 'EX-1' },
      { tag: 'other', rule: 'naming' },
      { tag: 'temp', rule: 'naming', exemption: 'EX-1' },
    ])
  })
})

describe('of several exemptions', () => {
  test('the first in file order that is live is named', () => {
    const exemptions = [
      exemption({ id: 'over', expires_at: isoAt(now - 1) }),
      exemption({ id: 'first', expires_at: isoAt(now + 1) }),
      exemption({ id: 'second', expires_at: isoAt(now + day) }),
    ]
    expect(judge(exemptions).violations[0]).toEqual({
      tag: 'Owner',
      rule: 'missing',
      severity: 'error',
      exemption: 'first',
    })
  })

  test('where none is live the one that expired last is named', () => {
    const exemptions = [
      exemption({ id: 'a', expires_at: isoAt(now - 2 * day) }),
      exemption({ id: 'b', expires_at: isoAt(now - day) }),
      exemption({ id: 'c', expires_at: isoAt(now - 3 * day) }),
      exemption({ id: 'd', expires_at: isoAt(now - 1), tags: ['Project'] }),
    ]
    expect(judge(exemptions)).toMatchObject({
      verdict: 'violating',
      violations: [{ exemptionExpired: 'b' }, { exemptionExpired: 'd' }],
    })
  })

  test('one without an id is called by its place', () => {
    expect(judge([exemption({ resources: ['x'] }), exemption({ id: undefined })]).violations[0]).toMatchObject({
      exemption: 'exemptions[1]',
    })
  })
})

describe('an exemption is live while now is before its end', () => {
  test('a millisecond before', () => {
    expect(judge([exemption({ expires_at: isoAt(now + 1) })]).verdict).toBe('exempt')
  })

  test.each([[0], [-1]])('%d ms before: the violation returns and names it', (left) => {
    expect(judge([exemption({ expires_at: isoAt(now + left) })])).toEqual({
      verdict: 'violating',
      violations: [
        { tag: 'Owner', rule: 'missing', severity: 'error', exemptionExpired: 'EX-1' },
        { tag: 'Project', rule: 'missing', severity: 'error', exemptionExpired: 'EX-1' },
      ],
    })
  })

  test('a date alone ends at its first moment', () => {
    expect(judge([exemption({ expires_at: '2026-06-01' })]).verdict).toBe('violating')
    expect(judge([exemption({ expires_at: '2026-06-02' })]).verdict).toBe('exempt')
  })

  test('after its end the grace period counts again', () => {
    const rules = policy({
      required: ['Owner'],
      grace_period_hours: 1,
      exemptions: [exemption({ expires_at: isoAt(now) })],
    })
    expect(evaluate(rules, instance({ createdAt: isoAt(now) }), now).verdict).toBe('pending')
  })
})
