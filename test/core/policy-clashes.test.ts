import { describe, expect, test } from 'vitest'
import { load, problemsOf } from '../support/builders.ts'

describe('duplicate_tag', () => {
  const twice = (left: string[] | null, right: string[] | null) => ({
    required_tags: [
      { name: 'Owner', applies_to: left },
      { name: 'Owner', applies_to: right },
    ],
  })

  test.each<[string[] | null, string[] | null]>([
    [null, null],
    [null, ['ec2:instance']],
    [['ec2:instance'], []],
    [['ec2:instance'], ['*']],
    [['*'], ['ec2:instance']],
    [['ec2:*'], ['ec2:instance']],
    [
      ['rds:db', 'ec2:instance'],
      ['s3:bucket', 'ec2:*'],
    ],
  ])('the same name for %j and for %j is a duplicate', (left, right) => {
    expect(problemsOf(twice(left, right))).toEqual(['duplicate_tag at required_tags[1].name'])
  })

  test.each<[string[], string[]]>([
    [['ec2:instance'], ['ec2:volume']],
    [['ec2:*'], ['rds:*']],
  ])('the same name for %j and for %j is fine', (left, right) => {
    expect(problemsOf(twice(left, right))).toEqual([])
  })

  test('names are compared exactly', () => {
    expect(problemsOf({ required_tags: [{ name: 'Owner' }, { name: 'owner' }] })).toEqual([])
  })

  test.each([['optional_tags'], ['forbidden_tags']])('%s may not repeat a name either', (list) => {
    expect(problemsOf({ [list]: [{ name: 'A' }, { name: 'A' }] })).toEqual([`duplicate_tag at ${list}[1].name`])
  })

  test('a name may not be required and forbidden for one type', () => {
    const file = {
      required_tags: [{ name: 'temp', applies_to: ['ec2:*'] }],
      forbidden_tags: [{ name: 'temp', applies_to: ['ec2:instance'] }],
    }
    expect(problemsOf(file)).toEqual(['duplicate_tag at forbidden_tags[0].name'])
  })

  test('a name may be required for one type and forbidden for another', () => {
    const file = {
      required_tags: [{ name: 'temp', applies_to: ['ec2:*'] }],
      forbidden_tags: [{ name: 'temp', applies_to: ['rds:*'] }],
    }
    expect(problemsOf(file)).toEqual([])
  })

  test('the message names the earlier rule', () => {
    expect(load({ required_tags: [{ name: 'A' }, { name: 'B' }, { name: 'B' }] })).toMatchObject({
      problems: [{ message: '"B" is already in required_tags[1] for some of the same types' }],
    })
  })
})

describe('cyclic_condition', () => {
  const when = (name: string, ...tags: string[]) => ({ name, required_when: { tag: tags[0], equals: 'x' } })

  test('a condition on the tag itself never ends', () => {
    expect(problemsOf({ required_tags: [{ name: 'Z' }, when('A', 'A')] })).toEqual([
      'cyclic_condition at required_tags[1].required_when',
    ])
  })

  test('a circle is reported once, at its first rule, and names its tags', () => {
    const file = { required_tags: [when('A', 'B'), when('B', 'C'), when('C', 'A')] }
    expect(load(file)).toMatchObject({
      problems: [
        {
          path: 'required_tags[0].required_when',
          code: 'cyclic_condition',
          message: 'the condition waits for itself: A → B → C → A',
        },
      ],
    })
    expect(problemsOf(file)).toHaveLength(1)
  })

  test('two circles are two problems', () => {
    expect(problemsOf({ required_tags: [when('A', 'B'), when('B', 'A'), when('C', 'C')] })).toEqual([
      'cyclic_condition at required_tags[0].required_when',
      'cyclic_condition at required_tags[2].required_when',
    ])
  })

  test('a rule that leads into a circle is not part of it', () => {
    expect(problemsOf({ required_tags: [when('A', 'B'), when('B', 'C'), when('C', 'B')] })).toEqual([
      'cyclic_condition at required_tags[1].required_when',
    ])
  })

  test('a chain that ends is fine', () => {
    expect(problemsOf({ required_tags: [when('A', 'B'), when('B', 'C'), { name: 'C' }] })).toEqual([])
  })

  test('a circle through the first of two rules with one name is found too', () => {
    const file = {
      required_tags: [
        { ...when('A', 'B'), applies_to: ['ec2:*'] },
        { ...when('A', 'C'), applies_to: ['rds:*'] },
        when('B', 'A'),
      ],
    }
    expect(problemsOf(file)).toEqual(['cyclic_condition at required_tags[0].required_when'])
  })

  test('a circle is found beside a way that ends', () => {
    const file = {
      required_tags: [
        when('B', 'A'),
        { ...when('A', 'C'), applies_to: ['rds:*'] },
        { ...when('A', 'B'), applies_to: ['ec2:*'] },
      ],
    }
    expect(problemsOf(file)).toEqual(['cyclic_condition at required_tags[0].required_when'])
  })

  test('two circles through one tag are two problems', () => {
    const file = {
      required_tags: [
        { ...when('A', 'B'), applies_to: ['ec2:*'] },
        { ...when('A', 'C'), applies_to: ['rds:*'] },
        when('B', 'A'),
        when('C', 'A'),
      ],
    }
    expect(problemsOf(file)).toEqual([
      'cyclic_condition at required_tags[0].required_when',
      'cyclic_condition at required_tags[1].required_when',
    ])
  })
})
