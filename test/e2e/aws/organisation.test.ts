// What was made is what is found: nothing missing, nothing twice, nothing that is gone.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Resource } from '../../../server/core/resource.ts'
import { mapLimit } from '../../../server/sources/aws/map-limit.ts'
import { listedTypes, listings } from '../../../server/sources/aws/registry.ts'
import { parseSpokes } from '../../../server/sources/aws/spokes.ts'
import { type Chaos, startChaos } from '../../support/aws/chaos.ts'
import { type Collected, collectAws, ownAccount } from '../../support/aws/collect.ts'
import { fill, groundOf, type Made } from '../../support/aws/ground.ts'
import { hasMoto, type Moto, startMoto } from '../../support/aws/moto.ts'
import { makeOrganisation } from '../../support/aws/organisation.ts'
import { seeds } from '../../support/aws/seeds/index.ts'
import { many } from '../../support/aws/seeds/many.ts'

const regions = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2']
const externalId = 'a-tenant'

describe.skipIf(!hasMoto)('the inventory of an organisation', () => {
  let moto: Moto
  let doorkeeper: Chaos
  let accounts: string[]
  let found: Collected
  const called = new Set<string>()
  const made: Made[] = []

  beforeAll(async () => {
    moto = await startMoto({ page: 2 })
    process.env.AWS_ENDPOINT_URL = moto.url
    const started = performance.now()
    accounts = [ownAccount, ...(await makeOrganisation(['web', 'data']))]
    const places = accounts.flatMap((account) => regions.map((region) => ({ account, region })))
    const chosen = [...Object.values(seeds), many(12)]
    await mapLimit(places, 6, async ({ account, region }) => {
      made.push(...(await fill(await groundOf(account, region), chosen)))
    })
    const filled = performance.now()
    doorkeeper = await startDoorkeeper(moto.url)
    process.env.AWS_ENDPOINT_URL = doorkeeper.url
    const spokes = parseSpokes(JSON.stringify({ organization: { role: 'TagAuditReader', externalId } }), 'roles.json')
    found = await collectAws({ regions, spokes }, { onCall: (service, command) => called.add(`${service} ${command}`) })
    const [toFill, toCollect] = [filled - started, performance.now() - filled].map((ms) => Math.round(ms / 1_000))
    process.stdout.write(`${made.length} resources made in ${toFill} s, collected in ${toCollect} s\n`)
  }, 600_000)
  afterAll(async () => {
    await doorkeeper?.close()
    await moto?.stop()
  })

  test('is of three accounts, four regions, some 3,000 resources and over 40 types', () => {
    expect(new Set(living().map(({ account }) => account)).size).toBe(3)
    expect(new Set(living().map(({ region }) => region)).size).toBe(regions.length + 1) // and none
    expect(new Set(living().map(({ type }) => type)).size).toBeGreaterThanOrEqual(40)
    expect(living().length).toBeGreaterThanOrEqual(2_900)
  })

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
    expect(cells.size).toBe(accounts.length * (regions.length * regional + global.size))
  })
})

function readable(one: Pick<Resource, 'id' | 'type' | 'account' | 'region' | 'tags'>): string {
  const tags = one.tags && Object.entries(one.tags).toSorted()
  return `${one.id} ${one.type} ${one.account} ${one.region} ${JSON.stringify(tags)}`
}

/** Moto lets everybody take every role; AWS asks for the external id. */
async function startDoorkeeper(url: string): Promise<Chaos> {
  const door = await startChaos(url)
  door.disturb(({ call, body }) => {
    const isRight = call !== 'AssumeRole' || new URLSearchParams(body).get('ExternalId') === externalId
    return isRight ? null : { error: 'AccessDenied', status: 403 }
  })
  return door
}
