import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import { AppError } from '../../../server/core/errors.ts'
import { evaluate } from '../../../server/core/evaluate.ts'
import { importTagPolicies } from '../../../server/core/import/aws-tag-policy.ts'
import { compileRules } from '../../../server/core/rules.ts'
import { arbitraryPolicyFile } from '../../support/arbitraries.ts'
import { instance, loaded, now } from '../../support/builders.ts'

type Tags = { readonly [key: string]: unknown }
const root = (tags: Tags) => ({ level: 'root' as const, name: 'Root', content: JSON.stringify({ tags }) })
const ou = (tags: Tags, name = 'Workloads') => ({ level: 'ou' as const, name, content: JSON.stringify({ tags }) })
const account = (tags: Tags) => ({ level: 'account' as const, name: '111122223333', content: JSON.stringify({ tags }) })

const effective = (...chain: Parameters<typeof importTagPolicies>[0]) => importTagPolicies(chain).effective.tags
const costCenter = (tag_value: Tags, rest: Tags = {}) => ({
  costcenter: { tag_key: { '@@assign': 'CostCenter' }, tag_value, ...rest },
})
const developmentAndSupport = costCenter({ '@@assign': ['Development', 'Support'] })

describe('what a child does to what it inherits', () => {
  test('@@assign replaces values and adds settings', () => {
    const child = costCenter(
      { '@@assign': ['Sandbox'] },
      { enforced_for: { '@@assign': ['redshift:*', 'dynamodb:table'] } },
    )
    expect(effective(root(developmentAndSupport), ou(child))).toEqual({
      costcenter: {
        tag_key: 'CostCenter',
        tag_value: ['Sandbox'],
        enforced_for: ['redshift:*', 'dynamodb:table'],
      },
    })
  })

  test('@@append adds values', () => {
    expect(effective(root(developmentAndSupport), ou(costCenter({ '@@append': ['Marketing'] })))).toEqual({
      costcenter: { tag_key: 'CostCenter', tag_value: ['Development', 'Support', 'Marketing'] },
    })
  })

  test('@@remove takes away values, also some that are not there', () => {
    const chain = [
      root(developmentAndSupport),
      ou(costCenter({ '@@append': ['Marketing'] }, { enforced_for: { '@@append': ['redshift:*'] } })),
      account(
        costCenter(
          { '@@remove': ['Development', 'Marketing', 'Sales'] },
          { enforced_for: { '@@remove': ['redshift:*'] } },
        ),
      ),
    ]
    expect(effective(...chain)).toEqual({ costcenter: { tag_key: 'CostCenter', tag_value: ['Support'] } })
  })

  test('units below units are places of their own', () => {
    const values = ['a', 'b', 'c'].map((value) => costCenter({ '@@assign': [value] }))
    expect(effective(root(values[0] ?? {}), ou(values[1] ?? {}, 'Outer'), ou(values[2] ?? {}, 'Inner'))).toMatchObject({
      costcenter: { tag_value: ['c'] },
    })
  })

  test('a child may speak of the key in other capitals', () => {
    expect(effective(root(developmentAndSupport), ou({ COSTCENTER: { tag_value: { '@@assign': ['x'] } } }))).toEqual({
      costcenter: { tag_key: 'CostCenter', tag_value: ['x'] },
    })
  })

  test('where no policy spells the key it is in small letters', () => {
    expect(effective(root({ CostCenter: { tag_value: { '@@assign': ['x'] } } }))).toEqual({
      CostCenter: { tag_key: 'costcenter', tag_value: ['x'] },
    })
  })
})

describe('what a child may do', () => {
  const project = (control: string[]) => ({
    project: {
      tag_key: { '@@operators_allowed_for_child_policies': ['@@none'], '@@assign': 'Project' },
      tag_value: { '@@operators_allowed_for_child_policies': control, '@@assign': ['Maintenance'] },
    },
  })
  const change = (operator: string, value: string) =>
    ou({
      project: { tag_key: { '@@assign': 'PROJECT' }, tag_value: { [operator]: [value] } },
    })

  test('is what the policies above allow, and what is ignored is said', () => {
    const { effective, notExpressed } = importTagPolicies([
      root(project(['@@append'])),
      change('@@append', 'Escalations'),
    ])
    expect(effective.tags).toEqual({ project: { tag_key: 'Project', tag_value: ['Maintenance', 'Escalations'] } })
    expect(notExpressed).toContainEqual({
      path: 'chain[1].content.tags.project.tag_key["@@assign"]',
      reason: 'ignored: a policy above does not allow @@assign here',
    })
  })

  test.each([
    [['@@all'], '@@remove', []],
    [['@@assign', '@@remove'], '@@remove', []],
    [['@@append'], '@@remove', ['Maintenance']],
    [['@@none'], '@@assign', ['Maintenance']],
    [['@@assign'], '@@assign', ['Maintenance']],
  ])('with %j a child that writes %s "Maintenance" leaves %j', (control, operator, left) => {
    const tags = effective(root(project(control)), change(operator, 'Maintenance'))
    expect(tags.project?.tag_value ?? []).toEqual(left)
  })

  test('is what all policies of a place allow', () => {
    const second = root({
      project: { tag_value: { '@@operators_allowed_for_child_policies': ['@@append', '@@remove'] } },
    })
    expect(effective(root(project(['@@append'])), second, change('@@remove', 'Maintenance'))).toMatchObject({
      project: { tag_value: ['Maintenance'] },
    })
  })

  test('cannot be widened further down', () => {
    const middle = ou(project(['@@all']), 'Outer')
    const child = ou({ project: { tag_value: { '@@assign': ['x'] } } }, 'Inner')
    expect(effective(root(project(['@@none'])), middle, child)).toMatchObject({
      project: { tag_value: ['Maintenance'] },
    })
  })

  test('may exclude further keys', () => {
    const closed = { '@@operators_allowed_for_child_policies': ['@@none'], ...developmentAndSupport }
    expect(Object.keys(effective(root(closed), ou({ owner: {}, costcenter: {} })))).toEqual(['costcenter'])
  })

  test('may exclude further settings of a key', () => {
    const closed = { owner: { '@@operators_allowed_for_child_policies': ['@@none'], tag_key: { '@@assign': 'Owner' } } }
    const child = { owner: { tag_key: { '@@assign': 'OWNER' }, tag_value: { '@@assign': ['x'] } } }
    expect(effective(root(closed), ou(child))).toEqual({ owner: { tag_key: 'OWNER' } })
  })
})

test('of two policies of one place the one attached first spells the key', () => {
  const first = root({ project: { tag_key: { '@@assign': 'PROJECT' }, tag_value: { '@@append': ['Maintenance'] } } })
  const second = root({ project: { tag_key: { '@@assign': 'project' }, tag_value: { '@@append': ['Support'] } } })
  expect(effective(first, second)).toEqual({ project: { tag_key: 'PROJECT', tag_value: ['Maintenance', 'Support'] } })
})

describe('our policy', () => {
  const policyOf = (tags: Tags) => importTagPolicies([root(tags)]).policy
  const notes = (tags: Tags) => importTagPolicies([root(tags)]).notExpressed.map(({ path }) => path)

  test('values are checked wherever the key is used, and "enforced for" demands nothing', () => {
    const tags = costCenter({ '@@assign': ['100', '2*'] }, { enforced_for: { '@@assign': ['ec2:instance'] } })
    expect(policyOf(tags)).toEqual({
      version: '1.0',
      optional_tags: [{ name: 'CostCenter', allowed_values: ['100'], allowed_globs: ['2*'], severity: 'error' }],
    })
    expect(notes(tags)).toContain('tags.costcenter.enforced_for')
  })

  test('a key is demanded where AWS reports it missing, whatever its value', () => {
    const tags = costCenter(
      {},
      { report_required_tag_for: { '@@assign': ['ec2:ALL_SUPPORTED', 'states:statemachine'] } },
    )
    expect(policyOf(tags)).toEqual({
      version: '1.0',
      required_tags: [{ name: 'CostCenter', applies_to: ['ec2:*', 'states:stateMachine'], allow_empty: true }],
    })
  })

  test('without values any passes, an empty one too', () => {
    expect(policyOf(costCenter({}))).toEqual({
      version: '1.0',
      optional_tags: [{ name: 'CostCenter', severity: 'error', allow_empty: true }],
    })
  })

  test('types that nothing is of are listed, and never become "every type"', () => {
    const tags = costCenter({}, { report_required_tag_for: { '@@assign': ['appmesh:mesh/virtualnode'] } })
    expect(policyOf(tags)).not.toHaveProperty('required_tags')
    expect(notes(tags)).toContain('tags.costcenter.report_required_tag_for')
  })

  test('types we do not know are demanded and listed', () => {
    const tags = costCenter({}, { report_required_tag_for: { '@@assign': ['acme:rocket'] } })
    expect(policyOf(tags)).toMatchObject({ required_tags: [{ applies_to: ['acme:rocket'] }] })
    expect(notes(tags)).toContain('tags.costcenter.report_required_tag_for')
  })

  test('an effective policy, as AWS prints it, is read as it is', () => {
    const tags = { costcenter: { tag_key: 'CostCenter', tag_value: ['100'], report_required_tag_for: ['s3:bucket'] } }
    const { policy, effective } = importTagPolicies([root(tags)])
    expect(effective.tags).toEqual(tags)
    expect(policy).toMatchObject({ required_tags: [{ applies_to: ['s3:bucket'] }] })
  })

  test('judges as the tag policy does', () => {
    const tags = costCenter({ '@@assign': ['100'] }, { report_required_tag_for: { '@@assign': ['ec2:instance'] } })
    const rules = compileRules(loaded(policyOf(tags)).policy)
    const errorsOf = (tagsOfResource: Record<string, string>, type = 'ec2:instance') =>
      evaluate(rules, instance({ type, tags: tagsOfResource }), now).violations.map(({ rule }) => rule)
    expect(errorsOf({ CostCenter: '100' })).toEqual([])
    expect(errorsOf({})).toEqual(['missing'])
    expect(errorsOf({ costcenter: '100' })).toEqual(['key_case_mismatch'])
    expect(errorsOf({ CostCenter: '300' })).toEqual(['invalid_value'])
    expect(errorsOf({}, 's3:bucket')).toEqual([])
    expect(errorsOf({ CostCenter: '300' }, 's3:bucket')).toEqual(['invalid_value'])
  })
})

describe('a faulty tag policy is refused, each fault with its path', () => {
  const faultOf = (content: unknown): string => {
    try {
      importTagPolicies([{ level: 'root', name: 'Root', content }])
      return ''
    } catch (error) {
      return error instanceof AppError ? error.message : String(error)
    }
  }

  test.each([
    ['{', 'content: this is no JSON'],
    ['[]', 'content: a tag policy is an object with "tags", an object'],
    [{ tags: {}, other: 1 }, 'content.other: a tag policy has nothing but "tags" at the top'],
    [{ tags: { owner: 'x' } }, 'content.tags.owner: an object is expected here'],
    [
      { tags: { 'cost centre': { x: 1 } } },
      'content.tags["cost centre"].x: one of tag_key, tag_value, enforced_for, report_required_tag_for is expected here',
    ],
    [
      { tags: { owner: { tag_key: { '@@assign': 'Boss' } } } },
      'content.tags.owner.tag_key["@@assign"]: "Boss" is not "owner": only capitals may differ',
    ],
    [
      { tags: { owner: { tag_key: { '@@append': ['Owner'] } } } },
      'content.tags.owner.tag_key["@@append"]: a tag key has one value: only @@assign fits',
    ],
    [
      { tags: { owner: { tag_value: { '@@assign': 'x' } } } },
      'content.tags.owner.tag_value["@@assign"]: a list of texts is expected here',
    ],
    [
      { tags: { owner: { tag_value: { '@@set': ['x'] } } } },
      'content.tags.owner.tag_value["@@set"]: one of @@operators_allowed_for_child_policies, @@assign, @@append, @@remove is expected here',
    ],
    [
      { tags: { owner: { tag_value: { '@@assign': ['*@*.com'] } } } },
      'content.tags.owner.tag_value["@@assign"]: "*@*.com" has more than the one * that AWS allows a value',
    ],
    [
      { tags: { owner: { enforced_for: { '@@assign': ['everything'] } } } },
      'content.tags.owner.enforced_for["@@assign"]: types are written "service:kind" or "service:ALL_SUPPORTED"',
    ],
    [
      { tags: { owner: { '@@operators_allowed_for_child_policies': '@@none' } } },
      'content.tags.owner["@@operators_allowed_for_child_policies"]: a list of @@all, @@none, @@assign, @@append, @@remove is expected here',
    ],
    [{ tags: { Owner: {}, owner: {} } }, 'content.tags.owner: the same key as "Owner"'],
    [{ tags: { 'aws:owner': {} } }, 'content.tags["aws:owner"]: keys starting with "aws:" belong to the provider'],
  ])('%j', (content, message) => {
    expect(faultOf(content)).toBe(message)
  })

  test('all faults at once', () => {
    expect(faultOf({ tags: { a: 1, b: 2 } }).split('\n')).toHaveLength(2)
  })

  test('a chain that goes up again', () => {
    expect(() => importTagPolicies([ou({}), root({})])).toThrow(
      'chain[1]: root comes before ou: list from the root down.',
    )
  })

  test('no policy at all', () => {
    expect(() => importTagPolicies([])).toThrow('At least one tag policy is needed.')
  })
})

test('what a policy compiles to is imported as a policy that loads', () => {
  fc.assert(
    fc.property(arbitraryPolicyFile(), (file) => {
      for (const { text } of compilePolicy(loaded(file).policy.document, 'aws-tag-policy').files) {
        const { policy } = importTagPolicies([{ level: 'root', name: 'Root', content: text }])
        expect(loaded(policy).policy.document.version).toBe('1.0')
      }
    }),
  )
})

test('a tag policy comes back from our policy as it was', () => {
  const tags = {
    CostCenter: {
      tag_key: { '@@assign': 'CostCenter' },
      tag_value: { '@@assign': ['100', '2*'] },
      report_required_tag_for: { '@@assign': ['ec2:ALL_SUPPORTED', 's3:bucket'] },
    },
  }
  const { policy } = importTagPolicies([root(tags)])
  const [file] = compilePolicy(loaded(policy).policy.document, 'aws-tag-policy').files
  expect(JSON.parse(file?.text ?? '')).toEqual({ tags })
})
