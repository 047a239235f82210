// Every piece of Cloud Custodian's filters beside what it says, so the file is as long as they are.

import { describe, expect, test } from 'vitest'
import { actionLosses, defaultTags } from '../../../server/core/compile/custodian-actions.ts'
import {
  absenceLosses,
  conditionLosses,
  isDemanded,
  placedRules,
  valueFault,
  valueLosses,
} from '../../../server/core/compile/custodian-faults.ts'
import {
  guardLosses,
  isExcluded,
  isExempt,
  isInBucketRegion,
  isPastGrace,
  runConditions,
} from '../../../server/core/compile/custodian-guards.ts'
import { type CustodianResource, custodianResources } from '../../../server/core/compile/custodian-resources.ts'
import type { Loss } from '../../../server/core/compile/loss.ts'
import { compileRules } from '../../../server/core/rules.ts'
import { loaded } from '../../support/builders.ts'

const resourceOf = (name: string): CustodianResource => {
  const found = custodianResources.find((one) => one.name === name)
  if (found === undefined) throw new Error(name)
  return found
}
const [ec2, role, zone, bucket] = ['ec2', 'iam-role', 'hostedzone', 's3'].map(resourceOf) as [
  ...[CustodianResource, CustodianResource, CustodianResource, CustodianResource],
]
const documentOf = (file: object) => loaded(file).policy.document
const scoped = (scope: object) => documentOf({ scope })
const exempting = (...exemptions: object[]) =>
  documentOf({
    exemptions: exemptions.map((one) => ({ resources: ['*'], reason: 'r', expires_at: '2030-01-01', ...one })),
  })
const expiring = (expires_at: string) => {
  const document = exempting({})
  return { ...document, exemptions: document.exemptions.map((one) => ({ ...one, expires_at })) }
}
const inWords = ({ effect, rule, path, reason, types }: Loss) => `${effect} ${rule} ${path}: ${reason} [${types}]`

function translated(file: object, list: 'required_tags' | 'optional_tags' = 'required_tags') {
  const { policy } = loaded(file)
  const translation = { rules: compileRules(policy), document: policy.document, type: 'ec2:instance' }
  return { translation, placed: placedRules(translation, list) }
}
const only = (file: object) => {
  const { translation, placed } = translated(file)
  const last = placed.at(-1)
  if (last === undefined) throw new Error('no rule')
  return { translation, last }
}
const demanded = (required_when: object, file: object = {}) => {
  const { required_tags = [], ...rest } = file as { required_tags?: object[] }
  const { translation, last } = only({ required_tags: [...required_tags, { name: 'A', required_when }], ...rest })
  return isDemanded(translation, last)
}
const fault = (tag: object) => valueFault(only({ required_tags: [{ name: 'A', ...tag }] }).last)
const lossesOf = (tag: object, naming: object = {}) => {
  const { translation, last } = only({ required_tags: [{ name: 'A', ...tag }], tag_naming_rules: naming })
  return [...valueLosses(last, 'T'), ...conditionLosses(last, 'T'), ...absenceLosses(translation, last, 'T')].map(
    inWords,
  )
}
const defaulted = (tag: object, value: string, file: object = {}) => {
  const { policy } = loaded({ required_tags: [{ name: 'A', ...tag }], ...file })
  const options = { action: 'tag-default', defaults: { A: value } } as const
  const rules = compileRules(policy)
  const set = defaultTags({ rules, document: policy.document, type: 'ec2:instance' }, options)
  return [set.map(({ actions }) => actions), actionLosses(rules, policy.document, options).map(inWords)]
}

describe('who is excluded or exempt', () => {
  test('by globs of ARNs that may name the type, all in one pattern', () => {
    expect(
      isExcluded(
        scoped({ exclude: ['arn:aws:rds:*:*:db:x', 'arn:aws:ec2:*:*:instance/a', 'arn:*:*:x', 'plain', 'a:b:c'] }),
        ec2,
      ),
    ).toEqual({
      type: 'value',
      key: "join('', ['arn:{partition}:ec2:{region}:{account_id}:instance/', InstanceId])",
      op: 'regex-case',
      value: '(?:arn:aws:ec2:[\\s\\S]*:[\\s\\S]*:instance/a|arn:[\\s\\S]*:[\\s\\S]*:x|plain|a:b:c)\\Z',
    })
  })

  test('by a star: every resource', () => {
    expect(isExcluded(scoped({ exclude: ['x', '*'] }), zone)).toEqual(true)
  })

  test('by nothing: none', () => {
    expect([isExcluded(scoped({}), ec2), isExcluded(scoped({ exclude: ['arn:aws:rds:*:*:db:x'] }), ec2)]).toEqual([
      false,
      false,
    ])
  })

  test('by an ARN that Custodian does not know: none', () => {
    expect(isExcluded(scoped({ exclude: ['arn:aws:route53:::hostedzone/Z'] }), zone)).toEqual(false)
  })

  test('by an ARN that is made of an attribute', () => {
    expect(isExcluded(scoped({ exclude: ['arn:aws:s3:::a*'] }), bucket)).toEqual({
      type: 'value',
      key: "join('', ['arn:{partition}:s3:::', Name])",
      op: 'regex-case',
      value: '(?:arn:aws:s3:::a[\\s\\S]*)\\Z',
    })
  })

  test('by exemptions of every tag, or of one', () => {
    expect(
      [null, 'A', 'B', 'C'].map((tag) =>
        isExempt(
          exempting(
            { expires_at: '2031-01-01' },
            { tags: ['A', 'B'] },
            { tags: ['B'], resources: ['arn:aws:ec2:*:*:instance/x'] },
          ),
          ec2,
          tag,
        ),
      ),
    ).toEqual([
      { type: 'value', key: "'2031-01-01T00:00:00.000Z'", value_type: 'expiration', op: 'gt', value: 0 },
      { type: 'value', key: "'2030-01-01T00:00:00.000Z'", value_type: 'expiration', op: 'gt', value: 0 },
      {
        or: [
          { type: 'value', key: "'2030-01-01T00:00:00.000Z'", value_type: 'expiration', op: 'gt', value: 0 },
          {
            and: [
              { type: 'value', key: "'2030-01-01T00:00:00.000Z'", value_type: 'expiration', op: 'gt', value: 0 },
              {
                type: 'value',
                key: "join('', ['arn:{partition}:ec2:{region}:{account_id}:instance/', InstanceId])",
                op: 'regex-case',
                value: '(?:arn:aws:ec2:[\\s\\S]*:[\\s\\S]*:instance/x)\\Z',
              },
            ],
          },
        ],
      },
      false,
    ])
  })

  test('by exemptions that end in years Python does not know', () => {
    expect(
      [
        '+010000-01-01T00:00:00.000Z',
        '-000001-01-01T00:00:00.000Z',
        '1969-12-31T00:00:00.000Z',
        '1970-01-01T00:00:00.000Z',
      ].map((at) => isExempt(expiring(at), ec2, null)),
    ).toEqual([
      true,
      false,
      false,
      { type: 'value', key: "'1970-01-01T00:00:00.000Z'", value_type: 'expiration', op: 'gt', value: 0 },
    ])
  })
})

describe('where a policy runs', () => {
  test('is said of accounts and regions', () => {
    expect(runConditions(scoped({ accounts: ['1*', '2'], regions: ['eu-*', 'us-east-1'] }), ec2)).toEqual([
      { type: 'value', key: 'account_id', op: 'regex-case', value: '(?:1[\\s\\S]*|2)\\Z' },
      { type: 'value', key: 'region', op: 'regex-case', value: '(?:eu-[\\s\\S]*|us-east-1)\\Z' },
    ])
  })

  test('is everywhere where a star says so', () => {
    expect(runConditions(scoped({ accounts: ['1', '*'], regions: ['*', 'eu-*'] }), ec2)).toEqual([])
  })

  test('is nowhere for what has no region, unless that is asked for', () => {
    expect([
      runConditions(scoped({ regions: ['eu-*'] }), role),
      runConditions(scoped({ regions: ['eu-*', 'global'] }), role),
      runConditions(scoped({}), role),
      runConditions(scoped({ regions: ['*'] }), role),
    ]).toEqual([null, [], [], []])
  })

  test('is said of buckets one by one', () => {
    expect([
      isInBucketRegion(scoped({ regions: ['eu-*', 'us-east-1'] }), bucket),
      runConditions(scoped({ regions: ['eu-*'] }), bucket),
      isInBucketRegion(scoped({ regions: ['*'] }), bucket),
      isInBucketRegion(scoped({}), bucket),
      isInBucketRegion(scoped({ regions: ['eu-*'] }), ec2),
    ]).toEqual([
      {
        type: 'value',
        key: "Location.LocationConstraint || 'us-east-1'",
        op: 'regex-case',
        value: '(?:eu-[\\s\\S]*|us-east-1)\\Z',
      },
      [],
      true,
      true,
      true,
    ])
  })

  test('is after the grace period, where it is known when a resource was made', () => {
    expect([
      isPastGrace(documentOf({ grace_period_hours: 12 }), bucket),
      isPastGrace(documentOf({}), bucket),
      isPastGrace(documentOf({ grace_period_hours: 12 }), zone),
    ]).toEqual([
      {
        or: [
          { type: 'value', key: 'CreationDate', value: 'absent' },
          { type: 'value', key: 'CreationDate', value_type: 'age', op: 'ge', value: 0.5 },
        ],
      },
      true,
      true,
    ])
  })
})

describe('what guards cannot say', () => {
  test('is of resources without an ARN', () => {
    expect(
      guardLosses(
        documentOf({
          scope: { exclude: ['*', 'arn:aws:route53:::hostedzone/*'] },
          exemptions: [
            { resources: ['*'], reason: 'r', expires_at: '2030-01-01' },
            { resources: ['x', 'arn:aws:ec2:*:*:y'], reason: 'r', expires_at: '2030-01-01' },
          ],
        }),
        zone,
      ).map(inWords),
    ).toEqual([
      'verdict scope scope.exclude: Custodian does not know the ARN of these resources; none is left out [route53:hostedzone]',
      'verdict exemption exemptions[1]: Custodian does not know the ARN of these resources; they are not exempt [route53:hostedzone]',
    ])
  })

  test('is of resources without a date or a region', () => {
    expect(
      guardLosses(documentOf({ grace_period_hours: 1, scope: { regions: ['eu-*', 'global'] } }), role).map(inWords),
    ).toEqual(['detail scope scope.regions: these have no region; they are taken to be in "global" [iam:role]'])
  })

  test('is nothing where none of this is asked for', () => {
    expect([
      guardLosses(documentOf({}), zone),
      guardLosses(scoped({ regions: ['*', 'eu-*'], exclude: ['*'] }), role),
      guardLosses(documentOf({ grace_period_hours: 1, scope: { regions: ['eu-*'], exclude: ['x'] } }), bucket),
    ]).toEqual([[], [], []])
  })
})

describe('a wrong value', () => {
  test('is an empty one, where no list refuses it', () => {
    expect([fault({}), fault({ allow_empty: true })]).toEqual([
      {
        type: 'value',
        key: 'tag:A',
        op: 'regex-case',
        value: '(?:[\\x09-\\x0d\\x20\\xa0\\u1680\\u2000-\\u200a\\u2028-\\u2029\\u202f\\u205f\\u3000\\ufeff]*)\\Z',
      },
      false,
    ])
  })

  test('is one that is not listed', () => {
    expect([
      fault({ allowed_values: ['a', 'b'] }),
      fault({ allowed_globs: ['a*'] }),
      fault({ allowed_values: ['a'], allowed_globs: ['b*', 'c*'] }),
    ]).toEqual([
      { not: [{ type: 'value', key: 'tag:A', op: 'in', value: ['a', 'b'] }] },
      { not: [{ type: 'value', key: 'tag:A', op: 'regex-case', value: '(?:a[\\s\\S]*)\\Z' }] },
      {
        not: [
          {
            or: [
              { type: 'value', key: 'tag:A', op: 'in', value: ['a'] },
              { type: 'value', key: 'tag:A', op: 'regex-case', value: '(?:b[\\s\\S]*|c[\\s\\S]*)\\Z' },
            ],
          },
        ],
      },
    ])
  })

  test('is compared without case where the policy says so', () => {
    expect(fault({ allowed_values: ['Ab'], allowed_globs: ['c*'], case_insensitive_values: true })).toEqual({
      not: [{ type: 'value', key: 'tag:A', op: 'regex-case', value: '(?:[aA][bB]|[cC][\\s\\S]*)\\Z' }],
    })
  })

  test('may be empty where a list has a blank or a star, and it is allowed', () => {
    expect([
      fault({ allowed_values: ['', 'a'] }),
      fault({ allowed_globs: ['*'] }),
      fault({ allowed_values: ['a'], allow_empty: true }),
    ]).toEqual([
      {
        or: [
          {
            type: 'value',
            key: 'tag:A',
            op: 'regex-case',
            value: '(?:[\\x09-\\x0d\\x20\\xa0\\u1680\\u2000-\\u200a\\u2028-\\u2029\\u202f\\u205f\\u3000\\ufeff]*)\\Z',
          },
          { not: [{ type: 'value', key: 'tag:A', op: 'in', value: ['', 'a'] }] },
        ],
      },
      {
        or: [
          {
            type: 'value',
            key: 'tag:A',
            op: 'regex-case',
            value: '(?:[\\x09-\\x0d\\x20\\xa0\\u1680\\u2000-\\u200a\\u2028-\\u2029\\u202f\\u205f\\u3000\\ufeff]*)\\Z',
          },
          { not: [{ type: 'value', key: 'tag:A', op: 'regex-case', value: '(?:[\\s\\S]*)\\Z' }] },
        ],
      },
      {
        and: [
          {
            not: [
              {
                type: 'value',
                key: 'tag:A',
                op: 'regex-case',
                value:
                  '(?:[\\x09-\\x0d\\x20\\xa0\\u1680\\u2000-\\u200a\\u2028-\\u2029\\u202f\\u205f\\u3000\\ufeff]*)\\Z',
              },
            ],
          },
          { not: [{ type: 'value', key: 'tag:A', op: 'in', value: ['a'] }] },
        ],
      },
    ])
  })

  test('is one of another form, where Python can say so', () => {
    expect([
      fault({ validation_regex: 'a', regex_mode: 'search', allow_empty: true }),
      fault({ validation_regex: '(?i)a', allow_empty: true }),
    ]).toEqual([
      {
        and: [
          {
            not: [
              {
                type: 'value',
                key: 'tag:A',
                op: 'regex-case',
                value:
                  '(?:[\\x09-\\x0d\\x20\\xa0\\u1680\\u2000-\\u200a\\u2028-\\u2029\\u202f\\u205f\\u3000\\ufeff]*)\\Z',
              },
            ],
          },
          { not: [{ type: 'value', key: 'tag:A', op: 'regex-case', value: '[\\s\\S]*?(?:a)' }] },
        ],
      },
      false,
    ])
  })
})

describe('a condition', () => {
  test('names the values that decide', () => {
    expect([
      demanded({ tag: 'B', in: ['x', ' ', 'y'] }),
      demanded({ tag: 'B', equals: 'x' }),
      demanded({ tag: 'B', equals: ' ' }),
    ]).toEqual([
      { type: 'value', key: 'tag:B', op: 'in', value: ['x', 'y'] },
      { type: 'value', key: 'tag:B', op: 'in', value: ['x'] },
      false,
    ])
  })

  test('leaves out values that are wrong themselves', () => {
    expect(demanded({ tag: 'B', in: ['x', 'y'] }, { required_tags: [{ name: 'B', allowed_values: ['y'] }] })).toEqual({
      type: 'value',
      key: 'tag:B',
      op: 'in',
      value: ['y'],
    })
  })

  test('may be a pattern of a value that is right', () => {
    expect(
      demanded(
        { tag: 'B', matches: 'x+' },
        {
          required_tags: [
            { name: 'B', allowed_values: ['xx'] },
            { name: 'C', allowed_values: ['c'] },
          ],
          optional_tags: [{ name: 'B', validation_regex: 'x*', severity: 'error' }],
        },
      ),
    ).toEqual({
      and: [
        { type: 'value', key: 'tag:B', value: 'present' },
        {
          not: [
            {
              type: 'value',
              key: 'tag:B',
              op: 'regex-case',
              value: '(?:[\\x09-\\x0d\\x20\\xa0\\u1680\\u2000-\\u200a\\u2028-\\u2029\\u202f\\u205f\\u3000\\ufeff]*)\\Z',
            },
          ],
        },
        { type: 'value', key: 'tag:B', op: 'regex-case', value: '(?:x+)\\Z' },
        { not: [{ not: [{ type: 'value', key: 'tag:B', op: 'in', value: ['xx'] }] }] },
        {
          not: [
            {
              or: [
                {
                  type: 'value',
                  key: 'tag:B',
                  op: 'regex-case',
                  value:
                    '(?:[\\x09-\\x0d\\x20\\xa0\\u1680\\u2000-\\u200a\\u2028-\\u2029\\u202f\\u205f\\u3000\\ufeff]*)\\Z',
                },
                { not: [{ type: 'value', key: 'tag:B', op: 'regex-case', value: '(?:x*)\\Z' }] },
              ],
            },
          ],
        },
      ],
    })
  })

  test('is judged by no warning, and by no rule with a condition of its own', () => {
    expect(
      demanded(
        { tag: 'B', matches: 'x+' },
        {
          required_tags: [
            { name: 'B', allowed_values: ['xx'], severity: 'warning', applies_to: ['ec2:*'] },
            { name: 'B', allowed_values: ['xx'], required_when: { tag: 'C', equals: 'c' }, applies_to: ['rds:*'] },
          ],
        },
      ),
    ).toEqual({
      and: [
        { type: 'value', key: 'tag:B', value: 'present' },
        {
          not: [
            {
              type: 'value',
              key: 'tag:B',
              op: 'regex-case',
              value: '(?:[\\x09-\\x0d\\x20\\xa0\\u1680\\u2000-\\u200a\\u2028-\\u2029\\u202f\\u205f\\u3000\\ufeff]*)\\Z',
            },
          ],
        },
        { type: 'value', key: 'tag:B', op: 'regex-case', value: '(?:x+)\\Z' },
      ],
    })
  })

  test('never holds by a pattern that Python does not know, or on a forbidden tag', () => {
    expect([
      demanded({ tag: 'B', matches: '(?i)x' }),
      demanded({ tag: 'B', matches: 'x' }, { forbidden_tags: [{ name: 'B' }] }),
      demanded({ tag: 'B', matches: 'x' }, { forbidden_tags: [{ name: 'B', severity: 'warning' }, { name: 'C' }] }),
    ]).toEqual([
      false,
      false,
      {
        and: [
          { type: 'value', key: 'tag:B', value: 'present' },
          {
            not: [
              {
                type: 'value',
                key: 'tag:B',
                op: 'regex-case',
                value:
                  '(?:[\\x09-\\x0d\\x20\\xa0\\u1680\\u2000-\\u200a\\u2028-\\u2029\\u202f\\u205f\\u3000\\ufeff]*)\\Z',
              },
            ],
          },
          { type: 'value', key: 'tag:B', op: 'regex-case', value: '(?:x)\\Z' },
        ],
      },
    ])
  })
})

describe('what of a rule cannot be said', () => {
  test('is a format', () => {
    expect([lossesOf({ validation_regex: '(?i)a' }), lossesOf({ validation_regex: 'a' })]).toEqual([
      [
        'verdict format required_tags[0].validation_regex: Custodian matches with Python, which has no equal for a part of this pattern; the format is not checked [T]',
      ],
      [],
    ])
  })

  test('is the case of letters beyond ASCII', () => {
    expect([
      lossesOf({ case_insensitive_values: true, allowed_values: ['a'], allowed_globs: ['é*'] }),
      lossesOf({ case_insensitive_values: true, allowed_globs: ['a*'] }),
      lossesOf({ allowed_values: ['é'] }),
    ]).toEqual([
      [
        'verdict case_folding required_tags[0].case_insensitive_values: the case of letters beyond ASCII is compared differently [T]',
      ],
      [],
      [],
    ])
  })

  test('is a condition', () => {
    expect([
      lossesOf({ required_when: { tag: 'B', matches: '(?i)a' } }),
      lossesOf({ required_when: { tag: 'B', matches: 'a' } }),
      lossesOf({ required_when: { tag: 'B', equals: 'a' } }),
    ]).toEqual([
      [
        'verdict condition required_tags[0].required_when.matches: Custodian matches with Python, which has no equal for a part of this pattern; the tag is never demanded [T]',
      ],
      [],
      [],
    ])
  })

  test('is a name that looks like the provider’s without its blanks', () => {
    expect([
      lossesOf({ name: 'a-ws:x' }, { case_sensitivity: false }),
      lossesOf({ name: 'a-ws:x' }),
      lossesOf({ name: 'x-aws:' }, { case_sensitivity: false }),
    ]).toEqual([
      [
        "verdict near_miss required_tags[0].name: Custodian also takes the provider's own keys for a respelling of this one [T]",
      ],
      [],
      [],
    ])
  })
})

describe('a default', () => {
  test('is set where the policy allows it', () => {
    expect([
      defaulted({}, 'x'),
      defaulted({ allow_empty: true }, 'x'),
      defaulted({ required_when: { tag: 'B', equals: ' ' } }, 'x'),
    ]).toEqual([
      [[[{ type: 'tag', key: 'A', value: 'x' }]], []],
      [[[{ type: 'tag', key: 'A', value: 'x' }]], []],
      [[], []],
    ])
  })

  test('is not set where the policy refuses it', () => {
    expect([
      defaulted({ allowed_values: ['a'] }, 'x'),
      defaulted({}, 'xyz', { tag_naming_rules: { max_value_length: 2 } }),
    ]).toEqual([
      [[], ['detail action required_tags[0]: its default is not used: the policy does not allow it [null]']],
      [[], ['detail action required_tags[0]: its default is not used: the policy does not allow it [null]']],
    ])
  })

  test('is not set with braces', () => {
    expect(defaulted({}, '{x}')).toEqual([
      [],
      ['detail action required_tags[0]: its default is not used: Custodian would expand its braces [null]'],
    ])
  })
})
