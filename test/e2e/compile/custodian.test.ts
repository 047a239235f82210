// Cloud Custodian's own loader, schema and filters, over resources that are handed in. Nothing calls AWS.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { compilePolicy } from '../../../server/core/compile/compile.ts'
import type { CompileOptions } from '../../../server/core/compile/compiled.ts'
import { custodianResources } from '../../../server/core/compile/custodian-resources.ts'
import type { Loss } from '../../../server/core/compile/loss.ts'
import { evaluate } from '../../../server/core/evaluate.ts'
import type { Policy } from '../../../server/core/policy.ts'
import type { Resource } from '../../../server/core/resource.ts'
import { compileRules } from '../../../server/core/rules.ts'
import { judgedAt } from '../../support/arbitraries.ts'
import { isoAt, loaded } from '../../support/builders.ts'
import { arnPrefix, custodianBody } from '../../support/custodian-body.ts'
import { custodianPython, runTool } from '../../support/tools/compile-tools.ts'
import { samplePolicies, sampleResources, seed } from './sample.ts'

const driver = join(import.meta.dirname, '../../support/tools/custodian-driver.py')
const folder = mkdtempSync(join(tmpdir(), 'tagwarden-custodian-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Write = { readonly type: string; readonly key: string; readonly value: string }
type Selected = { readonly policy: string; readonly id: string; readonly writes: readonly Write[] }
type Run = { readonly problems: readonly string[]; readonly selected: readonly Selected[] }
type Question = { readonly file: string; readonly resources: readonly object[] }

function ask(runs: readonly Question[]): Run[] {
  return JSON.parse(runTool(custodianPython, [driver], JSON.stringify({ now: isoAt(judgedAt), runs })))
}

const rowsOf = (type: string) => custodianResources.filter((row) => row.type === type)

function questionsFor(
  policy: Policy,
  resources: readonly Resource[],
  options: CompileOptions,
  name: string,
): Question[] {
  const { files } = compilePolicy(policy.document, 'custodian', options)
  return files.map((file) => {
    const path = join(folder, `${name}-${file.name}`)
    writeFileSync(path, file.text)
    const service = file.name.replace(/^custodian-|\.yml$/g, '')
    const bodies = resources
      .filter(({ type }) => type.startsWith(`${service}:`))
      .flatMap((one) =>
        rowsOf(one.type)
          .slice(0, 1)
          .map((row) => ({ row, one })),
      )
      .map(({ row, one }) => ({
        id: one.id,
        resource: row.name,
        account: one.account,
        region: one.region,
        body: custodianBody(one, row),
      }))
    return { file: path, resources: bodies }
  })
}

// Neither managed nor unreadable resources are in the sample, which every file is lossy about.
const concerns = (one: Loss, type: string): boolean =>
  one.effect === 'verdict' &&
  one.rule !== 'managed' &&
  one.rule !== 'unreadable' &&
  (one.types === null || one.types.includes(type))

// Kinds of names: ids without an ARN, ARNs in an attribute, colons and slashes, two resources of one type.
const otherTypes = [
  'ec2:snapshot',
  'lambda:function',
  'elasticloadbalancing:loadbalancer',
  'elasticmapreduce:cluster',
  'iam:role',
  'es:domain',
  'sns:topic',
]

/** The sample knows few types; every third resource becomes one of the others. */
function spreadTypes(resource: Resource, index: number): Resource {
  const type = otherTypes[index % (otherTypes.length * 3)] ?? resource.type
  const [row] = rowsOf(type)
  if (row === undefined || resource.account === '' || resource.region === '') return resource
  const region = row.isGlobal ? 'global' : resource.region
  const placed = { ...resource, type, region }
  const [service, kind] = type.split(':')
  const prefix = arnPrefix(placed, row.arn?.prefix)
  const id = prefix === '' ? `arn:aws:${service}:${region}:${resource.account}:${kind}/${index}` : `${prefix}${index}`
  return { ...placed, id }
}

const isKnown = ({ type, account, region, tags, managed }: Resource): boolean =>
  account !== '' && region !== '' && tags !== null && !managed && rowsOf(type).length > 0

const resources = sampleResources(isKnown, spreadTypes)
const types = [...new Set(resources.map(({ type }) => type))]

/** What was compared under one policy, and what came out different. */
function compare(policy: Policy, runs: readonly Run[]) {
  const selected = new Set(runs.flatMap((run) => run.selected.map(({ id }) => id)))
  const { losses } = compilePolicy(policy.document, 'custodian', { types })
  const rules = compileRules(policy)
  const compared = resources.filter(({ type }) => !losses.some((one) => concerns(one, type)))
  const isViolating = (one: Resource) => evaluate(rules, one, judgedAt).verdict === 'violating'
  return {
    compared: compared.length,
    violating: compared.filter(isViolating).length,
    different: compared.filter((one) => isViolating(one) !== selected.has(one.id)),
  }
}

function askForEach(policies: readonly Policy[], optionsOf: (policy: Policy) => CompileOptions, name: string): Run[][] {
  const asked = policies.map((policy, index) => questionsFor(policy, resources, optionsOf(policy), `${name}-${index}`))
  const answers = ask(asked.flat())
  return asked.map((questions) => answers.splice(0, questions.length))
}

const sum = (numbers: readonly number[]) => numbers.reduce((left, right) => left + right, 0)

describe.skipIf(custodianPython === null)('Cloud Custodian', () => {
  test(`selects what is violating wherever no loss is declared (seed ${seed})`, () => {
    const policies = samplePolicies(40)
    const runs = askForEach(policies, () => ({ types }), 'select')
    expect(runs.flat().flatMap(({ problems }) => problems)).toEqual([])
    const outcomes = policies.map((policy, index) => compare(policy, runs[index] ?? []))
    const compared = sum(outcomes.map((one) => one.compared))
    const violating = sum(outcomes.map((one) => one.violating))
    console.log(
      `Cloud Custodian judged ${compared} of ${policies.length * resources.length} times, ${violating} violating`,
    )
    expect(outcomes.flatMap(({ different }) => different)).toEqual([])
    expect(compared).toBeGreaterThan((policies.length * resources.length) / 2)
    expect(violating).toBeGreaterThan(compared / 10)
  }, 600_000)

  test('never writes over a value that is valid, and writes only valid ones', () => {
    const policies = samplePolicies(20)
    const defaults = { Environment: 'production', Owner: 'team-a', CostCenter: 'cc-1234', Project: 'apollo' }
    const runs = askForEach(policies, () => ({ types, action: 'tag-default', defaults }), 'default')
    expect(runs.flat().flatMap(({ problems }) => problems)).toEqual([])
    const byId = new Map(resources.map((one) => [one.id, one]))
    const writes = policies.flatMap((policy, index) =>
      (runs[index] ?? []).flatMap(({ selected }) =>
        selected.flatMap(({ id, writes }) => writes.map((write) => ({ policy, resource: byId.get(id), ...write }))),
      ),
    )
    const bad = writes.filter(({ policy, resource, key, value }) => {
      const rule = compileRules(policy).required.find(
        ({ name, appliesTo }) => name === key && appliesTo(resource?.type ?? ''),
      )
      const found = resource?.tags?.[key]
      return (
        rule === undefined || rule.valueFaults(value) !== 0 || (found !== undefined && rule.valueFaults(found) === 0)
      )
    })
    expect(bad).toEqual([])
    expect(writes.length).toBeGreaterThan(100)
  }, 600_000)

  test.each(['none', 'mark', 'tag-default'] as const)(
    'takes every file for every type, action %s',
    (action) => {
      const { policy } = loaded({
        required_tags: [
          { name: 'Owner', validation_regex: '[a-z]{2,}' },
          { name: 'Stage', allowed_values: ['prod', 'dev'], allowed_globs: ['sandbox-*'] },
        ],
        forbidden_tags: [{ name: 'temp' }],
        aliases: { boss: 'Owner' },
        exemptions: [{ resources: ['arn:aws:*:1'], reason: 'old', expires_at: '2099-01-01' }],
        grace_period_hours: 24,
        scope: { accounts: ['1*'], regions: ['eu-*', 'global'], exclude: ['*:2'] },
      })
      const runs = ask(questionsFor(policy, [], { action, defaults: { Owner: 'nobody' } }, action))
      expect(runs.flatMap(({ problems }) => problems)).toEqual([])
      expect(runs.length).toBe(new Set(custodianResources.map(({ type }) => type.split(':')[0])).size)
    },
    600_000,
  )
})
