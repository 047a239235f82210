import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/core/columns.ts'
import { PartJudge } from '../../server/core/part-judge.ts'
import { diffPolicies } from '../../server/core/policy-diff.ts'
import { applyEdits, type PolicyEdits } from '../../server/core/policy-edits.ts'
import type { Resource } from '../../server/core/resource.ts'
import type { Rules } from '../../server/core/rules.ts'
import { simulate } from '../../server/core/simulate.ts'
import { ViolationChanges } from '../../server/core/violation-changes.ts'
import { day, instance, isoAt, loaded, now, policy } from '../support/builders.ts'

describe('the difference of two policies in words', () => {
  const wordsOf = (before: object, after: object) =>
    diffPolicies(loaded(before).policy, loaded(after).policy).map(
      ({ change, what, name, words }) => `${change} ${what} ${name}: ${words}`,
    )
  const rich = {
    ...{ name: 'Data Class', description: 'x', severity: 'warning', weight: 2.5, applies_to: ['ec2:*'] },
    ...{ allowed_values: ['public', 'not public'], allowed_globs: ['a*'], case_insensitive_values: true },
    ...{ validation_regex: '[a-z ]+', regex_mode: 'search', allow_empty: true },
    required_when: { tag: 'Env', in: ['prod'] },
  }

  test('tells of a new rule what it says beyond the usual, its standing first, then by field', () => {
    expect(wordsOf({}, { required_tags: [rich] })).toEqual([
      'added tag Data Class: required; allow empty true; allowed globs a*; allowed values public, "not public"; applies to ec2:*; case insensitive values true; regex mode search; required when {"tag":"Env","in":["prod"]}; severity warning; validation regex "[a-z ]+"; weight 2.5',
    ])
  })

  test('tells of a changed rule every field that changed, both ways', () => {
    expect(wordsOf({ required_tags: [rich] }, { required_tags: [{ name: 'Data Class' }] })).toEqual([
      'changed tag Data Class: allowed values nothing, was public, "not public"; allowed globs nothing, was a*; validation regex nothing, was "[a-z ]+"; regex mode full, was search; applies to nothing, was ec2:*; allow empty false, was true; case insensitive values false, was true; required when nothing, was {"tag":"Env","in":["prod"]}; weight 1, was 2.5; severity error, was warning',
    ])
  })

  test('says nothing of descriptions, nor of the order of rules', () => {
    const described = [{ name: 'A', description: 'x' }, { name: 'B' }]
    expect(wordsOf({ required_tags: described }, { required_tags: [{ name: 'B' }, { name: 'A' }] })).toEqual([])
  })

  test('tells of a rule that became another kind of rule', () => {
    const before = { optional_tags: [{ name: 'A', severity: 'error' }], forbidden_tags: [{ name: 't' }] }
    const after = { required_tags: [{ name: 'A' }], forbidden_tags: [{ name: 't', reason: 'no', severity: 'warning' }] }
    expect(wordsOf(before, after)).toEqual([
      'changed tag A: standing required, was optional',
      'changed tag t: reason no, was nothing; severity warning, was error',
    ])
  })

  test('tells of aliases and settings their values', () => {
    expect(wordsOf({ aliases: { env: 'A', e: 'A' } }, { aliases: { env: 'B', e: 'A' } })).toEqual([
      'changed alias env: stands for B, was A',
    ])
    const before = { grace_period_hours: 0, tag_naming_rules: { max_key_length: 10 } }
    expect(wordsOf(before, { version: '2', grace_period_hours: 24, scope: { exclude: ['*x*'] } })).toEqual([
      'changed setting version: value 2, was 1.0',
      'changed setting grace_period_hours: value 24, was 0',
      'changed setting max_key_length: value 128, was 10',
      'changed setting scope.exclude: value *x*, was nothing',
    ])
  })

  test('tells of an exemption what came to a list and what left it', () => {
    const exemption = (fields: object) => ({
      exemptions: [{ id: 'EX-1', resources: ['*'], reason: 'old', expires_at: '2027-01-01', ...fields }],
    })
    const wider = { resources: ['a*', '*'], tags: ['Owner'], approved_by: 'cto' }
    expect(wordsOf(exemption({}), exemption(wider))).toEqual([
      'changed exemption EX-1: resources now also a*; tags Owner, was nothing; approved by cto, was nothing',
    ])
    expect(wordsOf(exemption({ resources: ['a*', '*'] }), exemption({}))).toEqual([
      'changed exemption EX-1: resources no longer a*',
    ])
  })

  test('knows two rules of one name by their types, in whatever order these are', () => {
    const two = (applies_to: string[], severity = 'error') => ({
      required_tags: [
        { name: 'Owner', applies_to: ['ec2:*'] },
        { name: 'Owner', applies_to, severity },
      ],
    })
    expect(wordsOf(two(['rds:db', 's3:*']), two(['s3:*', 'rds:db'], 'warning'))).toEqual([
      'changed tag Owner: severity warning, was error',
    ])
    expect(wordsOf(two(['rds:db']), two(['s3:*']))).toEqual([
      'removed tag Owner: required; applies to rds:db',
      'added tag Owner: required; applies to s3:*',
    ])
  })
})

describe('an edit', () => {
  const { document } = loaded({
    required_tags: [
      { name: 'Owner', weight: 2 },
      { name: 'Env', applies_to: ['ec2:*'] },
      { name: 'Env', applies_to: ['rds:*'] },
    ],
    optional_tags: [{ name: 'Team', allowed_values: ['a'] }],
    forbidden_tags: [{ name: 'temp', reason: 'no' }, { name: 'todo' }],
  }).policy
  const edited = (edits: PolicyEdits) => {
    const result = applyEdits(document, edits, now)
    return result.ok ? result.policy.document : result.problems
  }
  const owner = { name: 'Owner', weight: 2 }

  test('keeps the fields of the rules it requires, each of one name, in their place', () => {
    expect(edited({ require: [{ name: 'Env', severity: 'warning' }] })).toMatchObject({
      required_tags: [
        owner,
        { name: 'Env', applies_to: ['ec2:*'], severity: 'warning' },
        { name: 'Env', applies_to: ['rds:*'], severity: 'warning' },
      ],
      optional_tags: [{ name: 'Team' }],
    })
  })

  test('makes an optional tag a required one, and an error', () => {
    expect(edited({ require: ['Team'] })).toMatchObject({
      required_tags: [owner, {}, {}, { name: 'Team', allowed_values: ['a'], severity: 'error' }],
      optional_tags: [],
    })
  })

  test('forbids a tag that was required or optional, and keeps the reason of one that was forbidden', () => {
    expect(edited({ forbid: ['Team', 'Owner', { name: 'temp', severity: 'warning' }] })).toMatchObject({
      required_tags: [{ name: 'Env' }, { name: 'Env' }],
      optional_tags: [],
      forbidden_tags: [
        { name: 'todo', reason: null },
        { name: 'Team', severity: 'error' },
        { name: 'Owner' },
        { name: 'temp', reason: 'no', severity: 'warning' },
      ],
    })
  })

  test('drops a name from wherever it is', () => {
    expect(edited({ drop: ['Env', 'Team', 'temp'] })).toMatchObject({
      ...{ required_tags: [owner], optional_tags: [], forbidden_tags: [{ name: 'todo' }] },
    })
  })

  test('changes the grace period, also to none', () => {
    expect(edited({ gracePeriodHours: 0 })).toMatchObject({ grace_period_hours: 0 })
    expect(edited({})).toEqual(document)
  })

  test('refuses to drop what is not there, each name with its place', () => {
    expect(edited({ drop: ['Owner', 'Teams', 'wholly else'], require: ['x'] })).toEqual([
      { path: 'drop[1]', code: 'invalid_choice', message: 'the policy has no rule on "Teams"', suggestion: 'Team' },
      { path: 'drop[2]', code: 'invalid_choice', message: 'the policy has no rule on "wholly else"' },
    ])
  })
})

describe('violations that come and go', () => {
  function changesOf(before: Rules, after: Rules, resources: readonly Resource[]) {
    const [old, young] = [new PartJudge(before, now), new PartJudge(after, now)]
    const changes = new ViolationChanges(old, young)
    for (const part of partsOf(resources)) changes.add(old.judge(part), young.judge(part))
    return changes
      .list()
      .map(({ tag, rule, severity, added, removed }) => `${tag} ${rule} ${severity} +${added} -${removed}`)
  }
  const bare = instance()
  const owned = instance({ tags: { Owner: 'x', long: '' } })

  test('are counted by tag, rule and severity, most first, then by name', () => {
    const before = policy({ required: ['Owner', 'Team'] })
    const after = policy({ required: ['Zone', 'App', { name: 'Owner', severity: 'warning' }] })
    expect(changesOf(before, after, [bare, owned, owned])).toEqual([
      'App missing error +3 -0',
      'Team missing error +0 -3',
      'Zone missing error +3 -0',
      'Owner missing error +0 -1',
      'Owner missing warning +1 -0',
    ])
  })

  test('are none where both policies say the same', () => {
    const same = () => policy({ required: ['Owner'] })
    expect(changesOf(same(), same(), [bare, owned])).toEqual([])
  })

  test('may come on one resource and go on another', () => {
    const one = policy({ required: [{ name: 'Owner', applies_to: ['ec2:*'] }] })
    const other = policy({ required: [{ name: 'Owner', applies_to: ['rds:*'] }] })
    expect(changesOf(one, other, [bare, bare, instance({ type: 'rds:db' })])).toEqual(['Owner missing error +1 -2'])
  })

  test('of naming rules are one group, by number', () => {
    const strict = policy({ tag_naming_rules: { max_key_length: 3 } })
    expect(changesOf(policy({}), strict, [owned, owned])).toEqual(['null naming warning +4 -0'])
    expect(changesOf(strict, policy({}), [owned])).toEqual(['null naming warning +0 -2'])
  })

  test('of a pending resource are not in force', () => {
    const lenient = policy({ required: ['Owner'], grace_period_hours: 24 })
    const young = instance({ createdAt: isoAt(now - day / 2) })
    expect(changesOf(lenient, policy({ required: ['Owner'] }), [young, bare])).toEqual(['Owner missing error +1 -0'])
    expect(changesOf(policy({ required: ['Owner'] }), lenient, [young])).toEqual(['Owner missing error +0 -1'])
  })
})

describe('a simulation', () => {
  const before = () => policy({ required: ['Owner'] })
  const after = () =>
    policy({
      required: [
        { name: 'Owner', applies_to: ['ec2:*'] },
        { name: 'Team', applies_to: ['ec2:*'] },
      ],
    })
  const run = (resources: readonly Resource[]) =>
    simulate(partsOf(resources), {
      before: before(),
      after: after(),
      now,
      coverage: [{ account: '1', region: 'r', type: 't', status: 'denied' }],
      ownerTag: 'Owner',
    })

  test('counts who gets another verdict, most resources first, with their dollars', () => {
    const result = run([
      instance({ tags: { Owner: 'x', Team: 'y' }, monthlyCost: 100 }),
      instance({ tags: { Owner: 'x' }, monthlyCost: 2 }),
      instance({ tags: {}, type: 'rds:db', account: '9', monthlyCost: 3 }),
      instance({ tags: {}, type: 'rds:db', account: '9' }),
      instance({ tags: null, type: 'rds:db' }),
    ])
    expect(result.flips).toEqual([
      { from: 'violating', to: 'not_applicable', resources: 2, costUsd: 3 },
      { from: 'compliant', to: 'violating', resources: 1, costUsd: 2 },
      { from: 'unknown', to: 'not_applicable', resources: 1, costUsd: 0 },
    ])
    expect(result.affected).toEqual({
      types: [
        { key: 'rds:db', resources: 3, newlyViolating: 0, noLongerViolating: 2, costUsd: 3 },
        { key: 'ec2:instance', resources: 1, newlyViolating: 1, noLongerViolating: 0, costUsd: 2 },
      ],
      accounts: [
        { key: '9', resources: 2, newlyViolating: 0, noLongerViolating: 2, costUsd: 3 },
        { key: '111122223333', resources: 2, newlyViolating: 1, noLongerViolating: 0, costUsd: 2 },
      ],
      owners: [
        { key: null, resources: 3, newlyViolating: 0, noLongerViolating: 2, costUsd: 3 },
        { key: 'x', resources: 1, newlyViolating: 1, noLongerViolating: 0, costUsd: 2 },
      ],
    })
  })

  test('has both audits, with what was reported as looked at', () => {
    const result = run([instance({ tags: { Owner: 'x' } })])
    expect(result.before).toMatchObject({ score: 1, completeness: 0.5 })
    expect(result.after).toMatchObject({ score: 0, completeness: 0.5 })
    expect(result.policyChanges.map(({ change, name }) => `${change} ${name}`)).toEqual(['changed Owner', 'added Team'])
  })
})
