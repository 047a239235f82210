// What was made is what is found: nothing missing, nothing twice, nothing that is gone.

import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Resource } from '../../../server/core/resource.ts'
import { listedTypes, listings } from '../../../server/sources/aws/registry.ts'
import { type Collected, collectAws, ownAccount, ownCredentials } from '../../support/aws/collect.ts'
import { hasMoto, type Moto, startMoto } from '../../support/aws/moto.ts'
import { type Expected, type Ground, there } from '../../support/aws/seed.ts'
import { seeds } from '../../support/aws/seeds/index.ts'

const spoke = '222222222222'
const regions = ['eu-west-1', 'us-east-1']

describe.skipIf(!hasMoto)('the inventory of an organisation', () => {
  let moto: Moto
  let found: Collected
  const called = new Set<string>()
  const made: (Expected & { account: string; region: string })[] = []

  beforeAll(async () => {
    moto = await startMoto({ page: 2 })
    process.env.AWS_ENDPOINT_URL = moto.url
    for (const account of [ownAccount, spoke])
      for (const region of regions) made.push(...(await fill(await groundOf(account, region))))
    const spokes = { accounts: [{ account: spoke, role: 'TagAuditReader', externalId: 'a-tenant' }] }
    found = await collectAws({ regions, spokes }, { onCall: (service, command) => called.add(`${service} ${command}`) })
  }, 300_000)
  afterAll(() => moto?.stop())

  const living = () => made.filter(({ gone }) => !gone)

  test('every type of the registry is part of this test', () => {
    expect([...new Set(made.map(({ type }) => type))].toSorted()).toEqual([...listedTypes].toSorted())
  })

  test('each resource is found once, where it is, with its tags', () => {
    const ours = found.resources.filter(({ managed }) => !managed)
    expect(ours.map(readable).toSorted()).toEqual(
      living()
        .filter(({ managed }) => !managed)
        .map(readable)
        .toSorted(),
    )
  })

  test('no id comes twice', () => {
    const ids = found.resources.map(({ id }) => id)
    expect(ids).toHaveLength(new Set(ids).size)
  })

  test('what AWS made is marked as managed', () => {
    const managed = found.resources.filter((one) => one.managed).map(({ id }) => id)
    for (const { id } of living().filter((one) => one.managed)) expect(managed).toContain(id)
    const types = new Set(found.resources.filter((one) => one.managed).map(({ type }) => type))
    expect([...types].toSorted()).toEqual([
      'athena:workgroup',
      'backup:backup-vault',
      'ec2:security-group',
      'ec2:subnet',
      'ec2:vpc',
      'events:rule',
      'rds:cluster-snapshot',
      'rds:snapshot',
    ])
  })

  test('what is gone is a ghost: named, and not found', () => {
    const ghosts = found.coverage.flatMap(({ ghostIds = [] }) => ghostIds)
    for (const { id } of made.filter(({ gone }) => gone)) expect(ghosts).toContain(id)
    const ids = new Set(found.resources.map(({ id }) => id))
    expect(ghosts.filter((id) => ids.has(id))).toEqual([])
  })

  test('every declared command is called, and no other', () => {
    const declared = listings.flatMap(({ service, kind }) =>
      Object.keys(kind.calls).map((name) => `${service.name} ${name}`),
    )
    expect([...new Set(declared)].filter((call) => !called.has(call))).toEqual([])
    // A call that is not declared never leaves; its cell would say so.
    expect(found.coverage.filter(({ code }) => code === 'UndeclaredCommand')).toEqual([])
  })

  test('every cell was seen in full', () => {
    expect(found.coverage.filter(({ status }) => status !== 'ok')).toEqual([])
    const cells = new Set(found.coverage.map(({ account, region, type }) => `${account} ${region} ${type}`))
    const global = new Set(listings.filter(({ kind }) => kind.listed === 'global').map(({ kind }) => kind.type))
    const regional = listedTypes.size - global.size
    expect(cells.size).toBe(2 * (regions.length * regional + global.size))
  })
})

function readable(one: Pick<Resource, 'id' | 'type' | 'account' | 'region' | 'tags'>): string {
  const tags = one.tags && Object.entries(one.tags).toSorted()
  return `${one.id} ${one.type} ${one.account} ${one.region} ${JSON.stringify(tags)}`
}

async function fill(ground: Ground) {
  const { account, region } = ground
  const made: (Expected & { account: string; region: string })[] = []
  for (const seed of Object.values(seeds))
    made.push(...(await seed(ground)).map((one) => ({ region, ...one, account })))
  return made
}

async function groundOf(account: string, region: string): Promise<Ground> {
  const partition = 'aws'
  return {
    ...{ partition, account, region, config: { region, credentials: await credentialsIn(account) } },
    arn: (service, resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`,
  }
}

async function credentialsIn(account: string) {
  if (account === ownAccount) return ownCredentials
  const sts = new STSClient({ region: 'us-east-1', credentials: ownCredentials })
  const input = { RoleArn: `arn:aws:iam::${account}:role/seed`, RoleSessionName: 'seed' }
  const { Credentials } = await sts.send(new AssumeRoleCommand(input))
  return {
    accessKeyId: there(Credentials?.AccessKeyId),
    secretAccessKey: there(Credentials?.SecretAccessKey),
    sessionToken: there(Credentials?.SessionToken),
  }
}
