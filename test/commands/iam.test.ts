import { readFileSync } from 'node:fs'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, onTestFinished, test } from 'vitest'
import { costActions, longestPolicy } from '../../server/sources/aws/iam-policies.ts'
import { ownAccount, ownCredentials } from '../support/aws/collect.ts'
import { callIam, callQuery } from '../support/aws/iam.ts'
import { hasMoto, startMoto } from '../support/aws/moto.ts'
import { run } from '../support/shell.ts'

const jsonOf = async (...args: string[]) => JSON.parse((await run(['iam', 'policy', ...args])).out)

test('five documents, or one of them', async () => {
  const all = await jsonOf()
  expect(Object.keys(all)).toEqual(['core', 'extended', 'deny', 'hub', 'write'])
  expect(await jsonOf('--document', 'core')).toEqual(all.core)
  expect(JSON.stringify(all)).not.toContain('ce:Get')
})

test('Cost Explorer is granted when it is asked for', async () => {
  expect(JSON.stringify(await jsonOf('--with-costs', '--document', 'core'))).toContain('ce:GetCostAndUsage')
})

test('what is granted of Cost Explorer is what the one client of it asks', () => {
  const asked = readFileSync('server/costs/cost-explorer/paid-client.ts', 'utf8').matchAll(/'(ce:\w+)'/g)
  expect([...new Set([...asked].map(([, action]) => action))].toSorted()).toEqual(costActions)
})

test('the hub may take the role of that name, and no other', async () => {
  const { Statement } = await jsonOf('--document', 'hub', '--role', 'audit/Reader')
  expect(Statement[0]).toMatchObject({ Sid: 'EnterSpokes', Resource: 'arn:*:iam::*:role/audit/Reader' })
})

test('the role for writes may set tags, and only those keys', async () => {
  const { Statement } = await jsonOf('--document', 'write', '--tag-keys', 'Owner,Stage', '--services', 'sqs,s3')
  expect(Statement).toEqual([
    {
      ...{ Sid: 'WriteTags', Effect: 'Allow', Resource: '*' },
      Action: [
        ...['s3:GetBucketTagging', 's3:PutBucketTagging', 's3:TagResource', 'sqs:TagQueue'],
        ...['tag:GetResources', 'tag:TagResources'],
      ],
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Owner', 'Stage'] } },
    },
  ])
})

test('the document for writes fits into a managed policy, and takes no tag away', async () => {
  const text = JSON.stringify(await jsonOf('--document', 'write'))
  expect(text.length).toBeLessThanOrEqual(longestPolicy)
  expect(text).not.toMatch(/Untag|Remove|Delete|DELETE|Condition/)
})

test.each([
  [['--services', 'ec2,rbs'], 'Nothing is listed of rbs'],
  [['--document', 'all'], '--document "all" is none of core, extended, deny, hub, write'],
  [['--spoke', '--document', 'core'], 'give one'],
  [['--role', 'a"b'], 'is no name of a role'],
])('%j is refused', async (args, words) => {
  const { status, err } = await run(['iam', 'policy', ...args])
  expect([status, err]).toEqual([2, expect.stringContaining(words)])
})

test.skipIf(!hasMoto)(
  'the template of a spoke makes a role that can be taken',
  async () => {
    const moto = await startMoto()
    onTestFinished(() => moto.stop())
    process.env.AWS_ENDPOINT_URL = moto.url
    const where = { account: ownAccount, region: 'us-east-1' }
    const parameters = { HubRoleArn: `arn:aws:iam::${ownAccount}:role/hub`, ExternalId: 'a-long-random-word' }
    await callQuery('cloudformation', where, {
      ...{ Action: 'CreateStack', Version: '2010-05-15', StackName: 'spoke' },
      TemplateBody: (await run(['iam', 'policy', '--spoke'])).out,
      ...Object.fromEntries(
        Object.entries(parameters).flatMap(([key, value], at) => [
          [`Parameters.member.${at + 1}.ParameterKey`, key],
          [`Parameters.member.${at + 1}.ParameterValue`, value],
        ]),
      ),
    })
    const role = await callIam(ownAccount, 'us-east-1', { Action: 'GetRole', RoleName: 'TagAuditReader' })
    const trust = decodeURIComponent(/<AssumeRolePolicyDocument>(?<text>.*?)</s.exec(role)?.groups?.text ?? '')
    expect(trust).toContain(parameters.HubRoleArn)
    expect(trust).toContain(parameters.ExternalId)
    expect(trust).not.toContain('SourceIdentity')
    const input = { Action: 'ListAttachedRolePolicies', RoleName: 'TagAuditReader' }
    expect((await callIam(ownAccount, 'us-east-1', input)).match(/<PolicyArn>/g)).toHaveLength(3)
    const sts = new STSClient({ region: 'us-east-1', credentials: ownCredentials })
    const asked = { RoleArn: `arn:aws:iam::${ownAccount}:role/TagAuditReader`, RoleSessionName: 'test' }
    expect((await sts.send(new AssumeRoleCommand(asked))).Credentials).toBeDefined()
  },
  120_000,
)
