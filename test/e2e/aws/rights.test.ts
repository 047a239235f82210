// Of all that a run is allowed to do, one action at a time is taken away: the cells it costs name that action.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Listing, listings } from '../../../server/sources/aws/registry.ts'
import type { Credentials } from '../../../server/sources/aws/service.ts'
import { actionsOf } from '../../../server/sources/aws/session-policy.ts'
import { standingActions } from '../../../server/sources/aws/standing-calls.ts'
import { collectAws, ownAccount } from '../../support/aws/collect.ts'
import { fill, groundOf } from '../../support/aws/ground.ts'
import { callIam } from '../../support/aws/iam.ts'
import { hasMoto, type Moto, startMoto } from '../../support/aws/moto.ts'
import { seeds } from '../../support/aws/seeds/index.ts'

const region = 'eu-west-1'
const home = { account: ownAccount, region }
const chosen = ['dynamodb', 'ec2', 'ecs', 'kms', 'lambda', 'logs', 'rds', 's3', 'secretsmanager', 'sns', 'sqs', 'ssm']
const wanted = listings.filter(({ service }) => chosen.includes(service.name))
const all = [...new Set([...standingActions, ...wanted.flatMap(({ kind }) => actionsOf(kind.calls))])]
const withAction = (action: string) => wanted.filter(({ kind }) => actionsOf(kind.calls).includes(action))
const ofListings = all.filter((action) => withAction(action).length > 0)

describe.skipIf(!hasMoto)('a right that is missing', () => {
  let moto: Moto
  let auditor: Credentials

  beforeAll(async () => {
    moto = await startMoto()
    process.env.AWS_ENDPOINT_URL = moto.url
    await fill(
      await groundOf(ownAccount, region),
      chosen.flatMap((name) => seeds[name] ?? []),
    )
    auditor = await makeAuditor()
  }, 300_000)
  afterAll(() => moto?.stop())

  async function collectWithout(action: string | null, types: readonly string[]) {
    await moto.enforceRights(false)
    await grant(all.filter((one) => one !== action))
    await moto.enforceRights(true)
    return collectAws({ regions: [region], types }, { credentials: async () => auditor })
  }

  test('is none where all declared actions are granted', async () => {
    const { coverage, resources } = await collectWithout(
      null,
      wanted.map(({ kind }) => kind.type),
    )
    expect(coverage.filter(({ status }) => status !== 'ok')).toEqual([])
    expect(new Set(resources.map(({ type }) => type)).size).toBe(wanted.length)
  })

  test.each(ofListings)('%s is named by the cells that lack it, and by no other', async (action) => {
    const { coverage } = await collectWithout(
      action,
      withAction(action).map(({ kind }: Listing) => kind.type),
    )
    const lacking = coverage.filter(({ status }) => status !== 'ok')
    expect(new Set(lacking.map(({ type, missingAction }) => `${type} ${missingAction}`))).toEqual(
      new Set(withAction(action).map(({ kind }) => `${kind.type} ${action}`)),
    )
  })
})

async function makeAuditor(): Promise<Credentials> {
  await callIam(ownAccount, region, { Action: 'CreateUser', UserName: 'auditor' })
  const answer = await callIam(ownAccount, region, { Action: 'CreateAccessKey', UserName: 'auditor' })
  const part = (name: string) => new RegExp(`<${name}>([^<]+)`).exec(answer)?.[1] ?? ''
  return { accessKeyId: part('AccessKeyId'), secretAccessKey: part('SecretAccessKey') }
}

async function grant(actions: readonly string[]): Promise<void> {
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' }
  await callIam(home.account, home.region, {
    ...{ Action: 'PutUserPolicy', UserName: 'auditor', PolicyName: 'audit' },
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  })
}
