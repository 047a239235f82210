// Whatever goes wrong on the way to AWS: what a run says is right, or marked as not seen. Never wrong.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPolicy } from '../../../server/core/policy.ts'
import { compileRules, type Rules } from '../../../server/core/rules.ts'
import type { AwsOptions } from '../../../server/sources/aws/index.ts'
import { type Chaos, type Disturbance, type Passing, startChaos } from '../../support/aws/chaos.ts'
import { type Collected, collectAws, ownAccount } from '../../support/aws/collect.ts'
import { type Comparison, compare } from '../../support/aws/compare.ts'
import { fill, groundOf } from '../../support/aws/ground.ts'
import { hasMoto, type Moto, startMoto } from '../../support/aws/moto.ts'
import { seeds } from '../../support/aws/seeds/index.ts'
import { denial, staleToken, throttling } from '../../support/aws/words.ts'

const regions = ['eu-west-1', 'us-east-1']
const seeded = [
  ...['apigateway', 'autoscaling', 'dynamodb', 'ec2', 'ecs', 'eks', 'elasticache', 'elasticloadbalancing', 'kms'],
  ...['lambda', 'logs', 'opensearch', 'rds', 'route53', 's3', 'secretsmanager', 'sns', 'sqs', 'ssm'],
]
const hours = 3_600_000

/** Who we are and which regions there are: without that there is no run. */
const isFirst = ({ service, call }: Passing): boolean => service === 'sts' || call === 'DescribeRegions'

/** The same for the same call, and different for its next attempt. */
function isOneIn(many: number, { service, region, call, body, attempt }: Passing): boolean {
  let sum = 7
  for (const letter of `${service}${region}${call}${body}${attempt}`) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0
  return sum % many === 0
}

describe.skipIf(!hasMoto)('a run that is disturbed', () => {
  let moto: Moto
  let chaos: Chaos
  let truth: Collected
  let rules: Rules
  const table: Record<string, Record<string, number>> = {}

  beforeAll(async () => {
    moto = await startMoto({ page: 2 })
    process.env.AWS_ENDPOINT_URL = moto.url
    const chosen = seeded.flatMap((name) => seeds[name] ?? [])
    for (const region of regions) await fill(await groundOf(ownAccount, region), chosen)
    chaos = await startChaos(moto.url)
    process.env.AWS_ENDPOINT_URL = chaos.url
    const policy = loadPolicy(readFileSync('policies/tagging_policy.json', 'utf8'), Date.now())
    if (!policy.ok) throw new Error('the shipped policy does not load')
    rules = compileRules(policy.policy)
    truth = await collectAws({ regions })
  }, 300_000)
  afterAll(async () => {
    process.stdout.write(`${written(table)}\n`)
    await chaos?.close()
    await moto?.stop()
  })

  async function disturbed(
    name: string,
    by: (call: Passing) => Disturbance | null,
    options: Partial<AwsOptions> = {},
  ): Promise<Comparison & { found: Collected }> {
    chaos.disturb((call) => (isFirst(call) ? null : by(call)))
    const found = await collectAws({ regions, ...options })
    // Now, when all is young enough to be left in peace, and when it no longer is.
    const result = compare(truth, found, rules, [Date.now(), Date.now() + 48 * hours])
    table[name] = {
      'cells marked': result.cellsMarked,
      'resources unknown': result.resourcesUnknown,
      'resources missing': result.resourcesMissing,
      'verdicts wrong': result.verdictsWrong.length,
    }
    expect(result.lies).toEqual([])
    expect(result.verdictsWrong).toEqual([])
    return { ...result, found }
  }
  const statuses = ({ found }: { found: Collected }) => new Set(found.coverage.map(({ status }) => status))

  test('undisturbed, every cell is seen in full', () => {
    expect(truth.resources.length).toBeGreaterThan(150)
    expect(truth.coverage.filter(({ status }) => status !== 'ok')).toEqual([])
  })

  describe('is right, with nothing to mark, where trying again helps:', () => {
    const onceEach: readonly (readonly [string, (call: Passing) => Disturbance])[] = [
      ['throttled once, each service in its word', ({ service }) => throttling(service)],
      ['a server error once', () => ({ error: 'InternalFailure', status: 500 })],
      ['a gateway that speaks HTML once', () => ({ page: 502 })],
      ['a connection cut once', () => 'cut'],
      ['an answer broken off once', () => 'half'],
    ]
    test.each(onceEach)('%s', async (name, by) => {
      const { cellsMarked } = await disturbed(name, (call) =>
        call.attempt === 1 && isOneIn(3, call) ? by(call) : null,
      )
      expect(cellsMarked).toBe(0)
    })

    test('a page token too old, once', async () => {
      const old = new Set<string>()
      const { cellsMarked } = await disturbed('a page token too old, once', (call) => {
        const cell = `${call.service} ${call.region} ${call.call}`
        if (!call.isLaterPage || old.has(cell)) return null
        old.add(cell)
        return staleToken(call.service)
      })
      expect(cellsMarked).toBe(0)
    })

    test('every other attempt throttled', async () => {
      const { cellsMarked } = await disturbed('throttled every other time', (call) =>
        isOneIn(2, call) ? throttling(call.service) : null,
      )
      expect(cellsMarked).toBe(0)
    })
  })

  describe('is marked where nothing helps:', () => {
    test('everything throttled', async () => {
      const all = await disturbed('throttled for ever', ({ service }) => throttling(service))
      expect(statuses(all)).toEqual(new Set(['throttled']))
    })

    test('a server that fails in a third of the calls, for ever', async () => {
      const some = await disturbed('server errors, a third of the calls', (call) =>
        isOneIn(3, { ...call, attempt: 1 }) ? { error: 'InternalFailure', status: 500 } : null,
      )
      expect(some.cellsMarked).toBeGreaterThan(0)
    })

    test('cut connections, for ever, in a third of the calls', async () => {
      const some = await disturbed('connections cut, a third of the calls', (call) =>
        isOneIn(3, { ...call, attempt: 1 }) ? 'cut' : null,
      )
      expect(some.cellsMarked).toBeGreaterThan(0)
    })

    test('answers broken off, for ever, in a third of the calls', async () => {
      const some = await disturbed('answers broken off, a third of the calls', (call) =>
        isOneIn(3, { ...call, attempt: 1 }) ? 'half' : null,
      )
      expect(some.cellsMarked).toBeGreaterThan(0)
    })

    test('page tokens that are always too old', async () => {
      const name = 'page tokens always too old'
      const some = await disturbed(name, (call) => (call.isLaterPage ? staleToken(call.service) : null))
      expect(statuses(some)).toContain('partial')
    })

    test('everything denied in one region', async () => {
      const name = 'denied in one region'
      const region = 'eu-west-1'
      const some = await disturbed(name, (call) => (call.region === region ? denial(call.service) : null))
      const there = some.found.coverage.filter((cell) => cell.region === region)
      expect(new Set(there.filter(({ status }) => status === 'ok').map(({ type }) => type))).toEqual(new Set())
      expect(there.filter(({ missingAction }) => missingAction === undefined)).toEqual([])
    })

    test('every tag read denied', async () => {
      const isTagRead = ({ call, service }: Passing) => /Tag|GET \/tags/.test(call) || service === 'tagging'
      const name = 'tag reads denied'
      const some = await disturbed(name, (call) => (isTagRead(call) ? denial(call.service) : null))
      expect(some.resourcesUnknown).toBeGreaterThan(20)
    })

    test('a third of all calls denied', async () => {
      const name = 'denied, a third of the calls'
      const some = await disturbed(name, (call) => (isOneIn(3, { ...call, attempt: 1 }) ? denial(call.service) : null))
      expect(statuses(some)).toContain('denied')
    })

    test.each(['Describe', 'List', 'GET'])('every call denied whose name begins with %s', async (verb) => {
      await disturbed(`denied: ${verb}…`, ({ call, service }) => (call.startsWith(verb) ? denial(service) : null))
    })

    test('answers slower than a cell has time', async () => {
      const slow = new Set(['ListQueueTags', 'DescribeTable', 'DescribeVolumes', 'GET /2015-03-31/functions/'])
      const name = 'slower than a cell has time'
      const some = await disturbed(name, ({ call }) => (slow.has(call) ? { delayMs: 6_000 } : null), {
        cellTimeoutMs: 4_000,
      })
      expect(statuses(some)).toContain('timeout')
    })
  })
})

function written(table: Record<string, Record<string, number>>): string {
  const lines = Object.entries(table).map(([name, row]) => `| ${name} | ${Object.values(row).join(' | ')} |`)
  return ['| fault | cells marked | resources unknown | resources missing | verdicts wrong |', ...lines].join('\n')
}
