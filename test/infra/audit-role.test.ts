import { expect, test } from 'vitest'
import { buildGraph, ecs } from '../../infra/recorder/stacks.ts'
import { iamPolicies } from '../../server/sources/aws/iam-policies.ts'
import { deployedRights } from '../../stacks/audit-rights.ts'
import { statementsOf } from './checklist/policies.ts'
import { inputsOf } from './recorder/find.ts'

Error.stackTraceLimit = 0

const { tagWrites } = deployedRights
/** API Gateway's one read action is named for the method; it is narrowed to paths. */
const reads = [...deployedRights.core, ...deployedRights.extended].filter((action) => action !== 'apigateway:GET')

test('the audit that is deployed may do all that `iam policy` prints, and only that is denied which it never asks', async () => {
  const up = await buildGraph(ecs('prod'), 'up')
  const statements = inputsOf(up, 'aws:iam/policy:Policy').flatMap(({ policy }) => statementsOf(String(policy)))
  const actionsOf = (effect: string) =>
    statements.filter(({ Effect }) => Effect === effect).flatMap(({ Action }) => Action)
  const { core, extended } = iamPolicies({ services: [], costs: true, role: 'TagAuditReader' })
  const printed = [core, extended].flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))
  expect(actionsOf('Allow')).toEqual(expect.arrayContaining(printed))
  expect(printed.filter((action) => actionsOf('Deny').includes(action))).toEqual([])
})

test('[E26] the audit only ever reads', () => {
  const verbs = reads.map((action) => action.split(':')[1] ?? '')
  expect(verbs.filter((verb) => !/^(Get|List|Describe|BatchGet|Search)/.test(verb))).toEqual([])
  expect(new Set(reads).size).toBe(reads.length)
})

test('it never asks for what shows contents: objects, secrets, code, variables of a task', () => {
  const contents = ['s3:GetObject', 'secretsmanager:GetSecretValue', 'lambda:GetFunction', 'ecs:DescribeTaskDefinition']
  expect(reads.filter((action) => contents.includes(action))).toEqual([])
})

test('it is denied every write of a tag, whatever else is granted', () => {
  expect(tagWrites).toEqual(
    expect.arrayContaining(['tag:TagResources', 'tag:UntagResources', 'ec2:CreateTags', 'ec2:DeleteTags']),
  )
  expect(tagWrites.filter((action) => reads.includes(action))).toEqual([])
  expect(new Set(tagWrites).size).toBe(tagWrites.length)
})

test('each of its policies fits into a managed policy', async () => {
  const up = await buildGraph(
    ecs('prod', { auditAccounts: ['111122223333'], auditExternalId: 'some-external-id' }),
    'up',
  )
  const policies = inputsOf(up, 'aws:iam/policy:Policy').map(({ policy }) => String(policy))
  expect(policies).toHaveLength(3)
  for (const policy of policies) expect(policy.length).toBeLessThanOrEqual(6_144)
  const denied = policies.flatMap((policy) => statementsOf(policy)).filter(({ Effect }) => Effect === 'Deny')
  expect(denied.map(({ Sid }) => Sid)).toEqual([
    'WriteTags',
    'ReadContents',
    'Identities',
    'ForeignKeys',
    'ForeignRoles',
  ])
})
