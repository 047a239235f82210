// What no listing of ours shows: ghosts, types without a listing, and where a run goes on that broke off.

import { afterEach, describe, expect, test } from 'vitest'
import { collectAws, testOptions } from '../../support/aws/collect.ts'
import { type Answer, type Asked, identity, type StandIn, startStandIn } from '../../support/aws/stand-in.ts'

let aws: StandIn
afterEach(() => aws.close())

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`
const live = arn('sqs', 'live')
const ghost = arn('sqs', 'deleted-yesterday')
const broker = arn('mq', 'broker:tagged:b-1')
const bareBroker = arn('mq', 'broker:never-tagged:b-2')
const tags = [{ Key: 'Owner', Value: 'web' }]

async function collectWith(override: (asked: Asked) => Answer | null = () => null) {
  aws = await startStandIn((asked) => override(asked) ?? identity(asked) ?? usual(asked))
  process.env.AWS_ENDPOINT_URL = aws.url
  return collectAws()
}

/** One queue, and what the tagging API and Resource Explorer know; everything else is denied. */
function usual({ call }: Asked): Answer {
  if (call === 'ListQueues') return { body: { QueueUrls: [`${aws.url}/123456789012/live`] } }
  if (call === 'ListQueueTags') return { body: { Tags: {} } }
  if (call === 'GetResources')
    return {
      body: { ResourceTagMappingList: [live, ghost, broker].map((ResourceARN) => ({ ResourceARN, Tags: tags })) },
    }
  if (call === 'POST /Search')
    return { body: { Resources: [{ Arn: live }, { Arn: bareBroker }], Count: { Complete: true, TotalResources: 2 } } }
  return { error: 'AccessDenied', status: 403 }
}

describe('what only the tagging API names', () => {
  test('is a ghost where the listing is complete: named, counted and left out', async () => {
    const { resources, coverage } = await collectWith()
    expect(resources.filter(({ type }) => type === 'sqs:queue')).toMatchObject([{ id: live, tags: {} }])
    expect(coverage.filter(({ ghosts }) => ghosts)).toMatchObject([{ type: 'sqs:queue', ghosts: 1, ghostIds: [ghost] }])
  })

  test('stays where the listing failed, for nobody knows whether it is still there', async () => {
    const { resources, coverage } = await collectWith(({ call }) =>
      call === 'ListQueues' ? { error: 'AccessDenied', status: 403 } : null,
    )
    const queues = resources.filter(({ type }) => type === 'sqs:queue')
    expect(queues.map(({ id }) => id)).toEqual([live, ghost])
    expect(coverage.filter(({ ghosts }) => ghosts)).toEqual([])
  })
})

describe('a stage of an API', () => {
  test('is no ghost of an API, although its name begins like one', async () => {
    const api = 'arn:aws:apigateway:eu-west-1::/restapis/a1'
    const hook = arn('codepipeline', 'webhook:push')
    const { resources, coverage } = await collectWith(({ call }) => {
      if (call === 'GET /restapis') return { body: { item: [{ id: 'a1', name: 'web' }] } }
      if (call === 'ListPipelines') return { body: { pipelines: [] } }
      if (call !== 'GetResources') return null
      const named = [api, `${api}/stages/prod`, hook].map((ResourceARN) => ({ ResourceARN, Tags: tags }))
      return { body: { ResourceTagMappingList: named } }
    })
    const found = resources.filter(({ id }) => id.startsWith(api) || id === hook)
    expect(found.map(({ id, type }) => `${type} ${id}`)).toEqual([
      `apigateway:restapis ${api}`,
      `apigateway:stages ${api}/stages/prod`,
      `codepipeline:webhook ${hook}`,
    ])
    expect(coverage.filter(({ ghosts }) => ghosts)).toEqual([])
  })
})

describe('a type without a listing of ours', () => {
  test('is seen in full by the tagging API and Resource Explorer together', async () => {
    const { resources, coverage } = await collectWith()
    const brokers = resources.filter(({ type }) => type === 'mq:broker')
    expect(brokers).toMatchObject([
      { id: broker, tags: { Owner: 'web' } },
      { id: bareBroker, tags: {} },
    ])
    expect(coverage).toContainEqual({ account: '123456789012', region: 'eu-west-1', type: 'mq:broker', status: 'ok' })
  })

  test('is only partly seen where Resource Explorer is closed to us', async () => {
    const { resources, coverage } = await collectWith(({ call }) =>
      call === 'POST /Search' ? { error: 'UnauthorizedException', status: 401 } : null,
    )
    expect(resources.filter(({ type }) => type === 'mq:broker').map(({ id }) => id)).toEqual([broker])
    expect(coverage.find(({ type }) => type === 'mq:broker')).toMatchObject({ status: 'partial' })
  })

  test('is asked for type by type where there is more than a search shows', async () => {
    const { resources, coverage } = await collectWith(({ call, input }) => {
      if (call === 'POST /ListSupportedResourceTypes')
        return { body: { ResourceTypes: [{ ResourceType: 'mq:broker' }, { ResourceType: 'sqs:queue' }] } }
      if (call !== 'POST /Search') return null
      const query = String(input.QueryString)
      const found = query.endsWith('resourcetype:mq:broker') ? [{ Arn: bareBroker }] : []
      return { body: { Resources: found, Count: { Complete: query.includes('resourcetype:'), TotalResources: 1 } } }
    })
    expect(resources.map(({ id }) => id)).toContain(bareBroker)
    expect(coverage.find(({ type }) => type === 'mq:broker')).toMatchObject({ status: 'ok' })
  })
})

describe('an index of all regions', () => {
  const regions = ['eu-west-1', 'us-east-1']
  const far = 'arn:aws:mq:us-east-1:123456789012:broker:never-tagged:b-3'
  const indexes = [
    { Region: 'eu-central-1', Type: 'AGGREGATOR' },
    ...regions.map((Region) => ({ Region, Type: 'LOCAL' })),
  ]
  const aggregating = ({ call, input }: Asked): Answer | null => {
    if (call === 'DescribeRegions') return identity({ call }, regions)
    if (call === 'POST /ListIndexes') {
      const wanted = indexes.filter(({ Type }) => input.Type === undefined || Type === input.Type)
      return { body: { Indexes: wanted } }
    }
    if (call !== 'POST /Search') return null
    const Resources = [
      { Arn: bareBroker, Region: 'eu-west-1' },
      { Arn: far, Region: 'us-east-1' },
    ]
    return { body: { Resources, Count: { Complete: true, TotalResources: 2 } } }
  }
  const brokersOf = ({ resources }: Awaited<ReturnType<typeof collectWith>>) =>
    resources.filter(({ type }) => type === 'mq:broker').map(({ id, region }) => `${region} ${id}`)
  const all = [`eu-west-1 ${broker}`, `eu-west-1 ${bareBroker}`, `us-east-1 ${far}`]

  test('is asked once for all of them', async () => {
    const found = await collectWith(aggregating)
    expect(brokersOf(found).toSorted()).toEqual(all.toSorted())
    expect(aws.asked.filter(({ call }) => call === 'POST /Search').map(({ region }) => region)).toEqual([
      'eu-central-1',
    ])
    expect(found.coverage.filter(({ type }) => type === 'mq:broker')).toMatchObject(
      regions.map((region) => ({ region, status: 'ok' })),
    )
  })

  test('is asked region by region where it has more than a search shows', async () => {
    const found = await collectWith((asked) => {
      const { call, input } = asked
      if (call !== 'POST /Search') return aggregating(asked)
      const region = /region:(\S+)/.exec(String(input.QueryString))?.[1]
      const Resources =
        region === 'us-east-1' ? [{ Arn: far, Region: region }] : [{ Arn: bareBroker, Region: 'eu-west-1' }]
      return { body: { Resources, Count: { Complete: region !== undefined, TotalResources: 1 } } }
    })
    expect(brokersOf(found).toSorted()).toEqual(all.toSorted())
    expect(found.coverage.filter(({ type, status }) => type === 'mq:broker' && status !== 'ok')).toEqual([])
  })

  test('does not make up for a region whose tagging API is closed', async () => {
    const found = await collectWith((asked) =>
      asked.call === 'GetResources' && asked.region === 'us-east-1'
        ? { error: 'AccessDeniedException' }
        : aggregating(asked),
    )
    expect(found.coverage.filter(({ type }) => type === 'mq:broker')).toMatchObject([
      { region: 'eu-west-1', status: 'ok' },
      { region: 'us-east-1', status: 'partial' },
    ])
  })
})

describe('a run that broke off', () => {
  test('goes on after its last checkpoint: together both have all, once', async () => {
    const whole = await collectWith()
    const broken = await collectAws({ checkpointEveryMs: 0 })
    for (const cursor of broken.cursors) {
      const rest = await collectAws({ ...testOptions, checkpointEveryMs: 0 }, { resumeFrom: cursor })
      const left = rest.resources.map(({ id }) => id)
      const before = whole.resources.map(({ id }) => id).filter((id) => !left.includes(id))
      expect([...before, ...left].toSorted()).toEqual(whole.resources.map(({ id }) => id).toSorted())
      expect(new Set(rest.coverage.map(cellName))).toEqual(new Set(whole.coverage.map(cellName)))
    }
    expect(broken.cursors.length).toBeGreaterThan(3)
    const last = await collectAws({}, { resumeFrom: broken.cursors.at(-1) ?? '' })
    expect(last.resources).toEqual([])
  })
})

const cellName = ({
  account,
  region,
  type,
  status,
}: {
  account: string
  region: string
  type: string
  status: string
}) => `${account} ${region} ${type} ${status}`

describe('the regions of an account', () => {
  test('are asked of the account service where EC2 does not tell them', async () => {
    const { coverage } = await collectWith(({ call }) => {
      if (call === 'DescribeRegions') return { error: 'UnauthorizedOperation', status: 403 }
      if (call === 'POST /listRegions')
        return { body: { Regions: [{ RegionName: 'eu-north-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' }] } }
      return null
    })
    // And of what has no region.
    expect([...new Set(coverage.map(({ region }) => region))]).toEqual(['', 'eu-north-1'])
  })

  test('that nobody tells leave an account of which nothing is known, and the right to grant', async () => {
    const { coverage, resources } = await collectWith(({ call }) =>
      call === 'DescribeRegions' ? { error: 'UnauthorizedOperation', status: 403 } : null,
    )
    expect(resources).toEqual([])
    expect(new Set(coverage.map(({ status, missingAction }) => `${status} ${missingAction}`))).toEqual(
      new Set(['denied ec2:DescribeRegions']),
    )
  })

  test('that nobody tells are those of the settings, which the coverage says', async () => {
    aws = await startStandIn((asked) =>
      asked.call === 'DescribeRegions'
        ? { error: 'UnauthorizedOperation', status: 403 }
        : (identity(asked) ?? usual(asked)),
    )
    process.env.AWS_ENDPOINT_URL = aws.url
    const { coverage } = await collectAws({ regions: ['eu-west-1'], types: ['sqs:queue'] })
    expect(coverage).toMatchObject([
      { region: '', type: 'ec2:region', status: 'denied', missingAction: 'ec2:DescribeRegions' },
      { region: 'eu-west-1', type: 'sqs:queue', status: 'ok' },
    ])
  })

  test('that are asked for have to be there', async () => {
    aws = await startStandIn((asked) => identity(asked) ?? usual(asked))
    process.env.AWS_ENDPOINT_URL = aws.url
    await expect(collectAws({ regions: ['eu-west-2'] })).rejects.toMatchObject({
      code: 'invalid_config',
      message: 'Not an enabled region here: eu-west-2.',
    })
  })
})
