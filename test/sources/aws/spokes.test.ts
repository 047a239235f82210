// Accounts besides our own: which role is taken with what, and what it costs when one of them is closed.

import { afterEach, describe, expect, test } from 'vitest'
import { listings } from '../../../server/sources/aws/registry.ts'
import { actionsOf, longestSessionPolicy, sessionPolicy } from '../../../server/sources/aws/session-policy.ts'
import { parseSpokes, roleArn } from '../../../server/sources/aws/spokes.ts'
import { collectAws } from '../../support/aws/collect.ts'
import { type Answer, type Asked, identity, type StandIn, startStandIn } from '../../support/aws/stand-in.ts'

let aws: StandIn | undefined
afterEach(() => aws?.close())

const own = '123456789012'
const closed = '222222222222'
const open = '333333333333'

/** Which account a call is made in shows in the access key. */
function usual({ call, input, key }: Asked): Answer {
  const account = key === 'testing' ? own : key.slice('KEY'.length)
  if (call === 'GetCallerIdentity')
    return {
      body: `<GetCallerIdentityResult><Arn>arn:aws:sts::${account}:assumed-role/r/s</Arn></GetCallerIdentityResult>`,
    }
  if (call === 'AssumeRole') {
    const wanted = String(input.RoleArn).split(':')[4]
    if (wanted === closed) return { error: 'AccessDenied', status: 403 }
    return { body: `<AssumeRoleResult><Credentials>${credentials(`KEY${wanted}`)}</Credentials></AssumeRoleResult>` }
  }
  if (call === 'ListQueues') return { body: { QueueUrls: [`${aws?.url}/${account}/app`] } }
  return identity({ call }) ?? { body: { Tags: {} } }
}

const credentials = (key: string) =>
  `<AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>`

async function collectAccounts(override: (asked: Asked) => Answer | null = () => null) {
  aws = await startStandIn((asked) => override(asked) ?? usual(asked))
  process.env.AWS_ENDPOINT_URL = aws.url
  const accounts = [
    { account: closed, role: 'TagAuditReader', externalId: 'tenant-1' },
    { account: open, role: 'TagAuditReader', externalId: 'tenant-1', sourceIdentity: 'tagwarden' },
  ]
  const found = await collectAws({ types: ['sqs:queue'], spokes: { accounts } })
  return { ...found, asked: aws.asked }
}

describe('a role in another account', () => {
  test('is taken with its external id, its source identity and a policy that only reads', async () => {
    const { asked } = await collectAccounts()
    const taken = asked.filter(({ call, input }) => call === 'AssumeRole' && String(input.RoleArn).includes(open))
    expect(taken).toHaveLength(1)
    expect(taken[0]?.input).toMatchObject({
      RoleArn: `arn:aws:iam::${open}:role/TagAuditReader`,
      ExternalId: 'tenant-1',
      SourceIdentity: 'tagwarden',
    })
    const policy = JSON.parse(String(taken[0]?.input.Policy))
    expect(policy.Statement[0].Action).toContain('sqs:ListQueueTags')
    expect(policy.Statement[0].Action.filter((action: string) => !/:(List|Get|Describe|Search)/.test(action))).toEqual(
      [],
    )
  })

  test('that is refused costs this account alone', async () => {
    const { resources, coverage } = await collectAccounts()
    expect(resources.map(({ account }) => account)).toEqual([own, open])
    expect(coverage.filter(({ status }) => status !== 'ok')).toEqual([
      {
        account: closed,
        region: '',
        type: 'sqs:queue',
        status: 'denied',
        code: 'AccessDenied',
        missingAction: 'sts:AssumeRole',
      },
    ])
  })

  test('that leads to another account than it should is not used', async () => {
    const { resources, coverage } = await collectAccounts(({ call, key }) =>
      call === 'GetCallerIdentity' && key === `KEY${open}`
        ? {
            body: `<GetCallerIdentityResult><Arn>arn:aws:sts::444444444444:assumed-role/r/s</Arn></GetCallerIdentityResult>`,
          }
        : null,
    )
    expect(resources.map(({ account }) => account)).toEqual([own])
    expect(coverage.find(({ account }) => account === open)).toMatchObject({ code: 'UnexpectedAccount' })
  })

  test('is of the account and partition that it stands for', () => {
    const given = `arn:aws:iam::${open}:role/path/Reader`
    expect(roleArn({ account: open, role: given }, 'aws')).toBe(given)
    expect(() => roleArn({ account: closed, role: given }, 'aws')).toThrow('of another account')
    expect(() => roleArn({ account: open, role: given }, 'aws-cn')).toThrow('of another account')
  })
})

test('a role is taken again before its credentials end, also in the middle of a listing', async () => {
  let taken = 0
  const endsIn = (ms: number) => new Date(Date.now() + ms).toISOString()
  // Renewed five minutes before their end: the first ones are good for a second.
  const { coverage, resources, asked } = await collectAccounts(({ call, input, key }) => {
    if (call === 'AssumeRole' && String(input.RoleArn).includes(open)) {
      taken += 1
      const Expiration = endsIn(taken === 1 ? 301_000 : 3_600_000)
      const given = credentials(`KEY${open}`).replace('2999-01-01T00:00:00Z', Expiration)
      return { body: `<AssumeRoleResult><Credentials>${given}</Credentials></AssumeRoleResult>` }
    }
    if (call !== 'ListQueues' || key !== `KEY${open}`) return null
    const page = Number(input.NextToken ?? 0)
    const body = { QueueUrls: [`${aws?.url}/${open}/q${page}`], ...(page < 3 ? { NextToken: String(page + 1) } : {}) }
    return { body, delayMs: 500 }
  })
  expect(taken).toBe(2)
  expect(asked.filter(({ call }) => call === 'ListQueues')).toHaveLength(5)
  expect(resources.filter(({ account }) => account === open)).toHaveLength(4)
  expect(coverage.filter(({ account, status }) => account === open && status !== 'ok')).toEqual([])
})

test('the policy of a session that reads everything fits', () => {
  const all = listings.flatMap(({ kind }) => actionsOf(kind.calls))
  expect(sessionPolicy(all).length).toBeLessThanOrEqual(longestSessionPolicy)
})

test.each([
  ['{', 'it is not JSON'],
  ['[{ "account": "1", "role": "r" }]', 'accounts.0.account: expected 12 digits'],
  ['[{ "account": "222222222222" }]', 'accounts.0.role'],
  ['[{ "account": "222222222222", "role": "r", "externalID": "x" }]', 'externalID'],
  ['[{ "account": "222222222222", "role": "r" }, { "account": "222222222222", "role": "s" }]', 'is there twice'],
])('a roles file such as %s is refused', (text, words) => {
  expect(() => parseSpokes(text, 'roles.json')).toThrow(words)
})
