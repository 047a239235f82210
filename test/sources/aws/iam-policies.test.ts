// The rights that are asked for: those of the calls that are made, and no more.

import { afterEach, describe, expect, test } from 'vitest'
import { iamPolicies, longestPolicy } from '../../../server/sources/aws/iam-policies.ts'
import { listings } from '../../../server/sources/aws/registry.ts'
import { actionsOf } from '../../../server/sources/aws/session-policy.ts'
import { spokeTemplate } from '../../../server/sources/aws/spoke-template.ts'
import { organizationActions, standingActions } from '../../../server/sources/aws/standing-calls.ts'
import { collectAws } from '../../support/aws/collect.ts'
import { knownActions } from '../../support/aws/known-actions.ts'
import { hasMoto } from '../../support/aws/moto.ts'
import { type Answer, type Asked, identity, type StandIn, startStandIn } from '../../support/aws/stand-in.ts'

const everything = { services: [], costs: true, role: 'TagAuditReader' }
const all = iamPolicies(everything)
const allowed = [all.core, all.extended].flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))
const denied = all.deny.Statement.flatMap(({ Action }) => Action)

test('what a listing declares is granted, each action once', () => {
  const declared = listings.flatMap(({ kind }) => actionsOf(kind.calls))
  expect(declared.filter((action) => !allowed.includes(action))).toEqual([])
  expect(allowed.toSorted()).toEqual([...new Set(allowed)].toSorted())
})

test('what nothing declares is not granted', () => {
  const { core, extended } = iamPolicies({ ...everything, costs: false })
  const granted = [core, extended].flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))
  const declared = new Set([...listings.flatMap(({ kind }) => actionsOf(kind.calls)), ...standingActions])
  expect(granted.filter((action) => !declared.has(action))).toEqual([])
})

test('nothing that is granted writes', () => {
  const reading = /^[a-z\d-]+:(Get|List|Describe|Search|BatchGet)([A-Z]\w+)?$/
  expect(allowed.filter((action) => !reading.test(action) && action !== 'apigateway:GET')).toEqual([])
  expect(allowed.filter((action) => denied.includes(action))).toEqual([])
})

test('each service of the audit has its tag writes denied', () => {
  const services = new Set(denied.map((action) => action.split(':')[0]))
  const without = new Set(
    allowed.map((action) => action.split(':')[0] ?? '').filter((service) => !services.has(service)),
  )
  expect([...without].filter((service) => !['account', 'codebuild', 'sts'].includes(service))).toEqual([])
})

test('every document fits into a managed policy', () => {
  for (const document of Object.values(all)) expect(JSON.stringify(document).length).toBeLessThanOrEqual(longestPolicy)
})

test('no partition is written down', () => {
  expect(JSON.stringify([all, spokeTemplate(everything)])).not.toMatch(/arn:aws/)
})

test('the statements of a document have names of their own', () => {
  for (const { Statement } of Object.values(all)) {
    const names = Statement.map(({ Sid }) => Sid)
    expect(names).toEqual([...new Set(names)])
    for (const name of names) expect(name).toMatch(/^[A-Za-z\d]+$/)
  }
})

test('services narrow it; what every run asks stays', () => {
  const { core, extended } = iamPolicies({ services: ['sqs'], costs: false, role: 'r' })
  expect(extended.Statement).toEqual([
    { Sid: 'ReadSqs', Effect: 'Allow', Action: ['sqs:ListQueueTags', 'sqs:ListQueues'], Resource: '*' },
  ])
  expect(core.Statement.flatMap(({ Action }) => Action)).toEqual([...standingActions].toSorted())
})

test.skipIf(!hasMoto)('every action exists, as far as the policies of AWS itself name it', () => {
  const known = knownActions()
  const named = [...allowed, ...denied, ...organizationActions].filter((action) => !action.endsWith('*'))
  expect(named.filter((action) => !known.has(action))).toEqual([])
})

describe('what every run asks', () => {
  let aws: StandIn
  afterEach(() => aws.close())

  /** Regions are not told by EC2, and a search shows only a part: so the second ways are gone, too. */
  function awkward(asked: Asked): Answer {
    const { call } = asked
    if (call === 'GetCallerIdentity') return identity(asked) as Answer // it answers that call
    if (call === 'POST /listRegions') return { body: { Regions: [{ RegionName: 'eu-west-1' }] } }
    if (call === 'ListAccounts') return { body: { Accounts: [{ Id: '222222222222', Status: 'ACTIVE' }] } }
    if (call === 'POST /Search') return { body: { Resources: [], Count: { Complete: false, TotalResources: 1_000 } } }
    if (call === 'POST /ListSupportedResourceTypes') return { body: { ResourceTypes: [] } }
    return { error: 'AccessDenied', status: 403 }
  }

  test('is declared, and each declared command is used', async () => {
    aws = await startStandIn(awkward)
    process.env.AWS_ENDPOINT_URL = aws.url
    const called = new Set<string>()
    const spokes = { accounts: [], organization: { role: 'TagAuditReader', exclude: [] } }
    await collectAws({ spokes }, { onCall: (_, command) => called.add(command) })
    const declared = [...standingActions, ...organizationActions, 'sts:AssumeRole'].map(
      (action) => action.split(':')[1],
    )
    expect(declared.filter((command) => !called.has(command ?? ''))).toEqual([])
  })
})
