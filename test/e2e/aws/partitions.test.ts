// The same questions where AWS is another one: GovCloud and China have names, accounts and homes of their own.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Collected, collectAws, ownAccount } from '../../support/aws/collect.ts'
import { fill, groundOf, type Made } from '../../support/aws/ground.ts'
import { hasMoto, type Moto, startMoto } from '../../support/aws/moto.ts'
import { seeds } from '../../support/aws/seeds/index.ts'

const chosen = [
  'dynamodb',
  'ec2',
  'ecs',
  'elasticloadbalancing',
  'kms',
  'lambda',
  'logs',
  'rds',
  'route53',
  's3',
  'sqs',
]
const spoke = '222222222222'

describe.skipIf(!hasMoto).each([
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-north-1'],
])('in the partition %s', (partition, region) => {
  let moto: Moto
  let found: Collected
  const made: Made[] = []

  beforeAll(async () => {
    moto = await startMoto({ page: 2 })
    process.env.AWS_ENDPOINT_URL = moto.url
    const wanted = chosen.flatMap((name) => seeds[name] ?? [])
    for (const account of [ownAccount, spoke])
      made.push(...(await fill(await groundOf(account, region, partition), wanted)))
    const spokes = { accounts: [{ account: spoke, role: 'TagAuditReader', externalId: 'a-tenant' }] }
    found = await collectAws({ homeRegion: region, regions: [region], spokes })
  }, 300_000)
  afterAll(() => moto?.stop())

  test('each resource is found once, with its tags', () => {
    const types = new Set(made.map(({ type }) => type))
    const ours = found.resources.filter(({ managed, type }) => !managed && types.has(type))
    const living = made.filter(({ gone, managed }) => !gone && !managed)
    expect(ours.map(readable).toSorted()).toEqual(living.map(readable).toSorted())
  })

  test('no name is of another partition', () => {
    const names = found.resources.map(({ id }) => id)
    expect(names.filter((id) => !id.startsWith(`arn:${partition}:`))).toEqual([])
  })

  test('every cell of these types was seen in full', () => {
    const types = new Set(made.map(({ type }) => type))
    const cells = found.coverage.filter(({ type }) => types.has(type))
    expect(cells.length).toBeGreaterThanOrEqual(2 * types.size)
    expect(cells.filter(({ status }) => status !== 'ok')).toEqual([])
  })

  test('the region of another partition is refused', async () => {
    await expect(collectAws({ homeRegion: region, regions: ['eu-west-1'] })).rejects.toMatchObject({
      code: 'invalid_config',
      message: 'Not an enabled region here: eu-west-1.',
    })
  })
})

function readable({
  id,
  account,
  region,
  tags,
}: Pick<Made, 'id' | 'account' | 'region'> & { tags: Made['tags'] | null }) {
  return `${id} ${account} ${region} ${JSON.stringify(tags && Object.entries(tags).toSorted())}`
}
