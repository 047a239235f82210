// What goes wrong on the way to AWS, and what a run then says of its cells.

import { afterEach, describe, expect, test } from 'vitest'
import { type AwsOptions, awsSource } from '../../../server/sources/aws/index.ts'
import { collectAws, ownCredentials, testOptions } from '../../support/aws/collect.ts'
import { type Answer, type Asked, identity, type StandIn, startStandIn } from '../../support/aws/stand-in.ts'

let aws: StandIn
afterEach(() => aws.close())

const queueUrl = (name: string) => `${aws.url}/123456789012/${name}`
const queueArn = (name: string) => `arn:aws:sqs:eu-west-1:123456789012:${name}`

/** An account with queues, but for what the test answers itself. */
async function collectQueues(
  override: (asked: Asked) => Answer | null,
  options: Partial<AwsOptions> & { signal?: AbortSignal } = {},
) {
  aws = await startStandIn((asked) => override(asked) ?? identity(asked) ?? usual(asked))
  process.env.AWS_ENDPOINT_URL = aws.url
  const { signal, ...rest } = options
  return collectAws({ types: ['sqs:queue'], ...rest }, signal ? { signal } : {})
}

function usual({ call, input }: Asked): Answer {
  if (call === 'ListQueues') {
    const page = Number(input.NextToken ?? 0)
    const names = ['a', 'b'].map((name) => `${name}${page}`)
    return { body: { QueueUrls: names.map(queueUrl), ...(page < 2 ? { NextToken: String(page + 1) } : {}) } }
  }
  if (call === 'ListQueueTags') return { body: { Tags: { Owner: 'web' } } }
  return { body: { ResourceTagMappingList: [] } }
}

const all = ['a0', 'b0', 'a1', 'b1', 'a2', 'b2'].map(queueArn)
const ids = ({ resources }: { resources: readonly { id: string }[] }) => resources.map(({ id }) => id)

describe('a listing of several pages', () => {
  test('is read to its end', async () => {
    const found = await collectQueues(() => null)
    expect(ids(found)).toEqual(all)
    expect(found.coverage).toEqual([{ account: '123456789012', region: 'eu-west-1', type: 'sqs:queue', status: 'ok' }])
  })

  test('that fails half way keeps what was listed and is partial', async () => {
    const found = await collectQueues(({ call, input }) =>
      call === 'ListQueues' && input.NextToken === '1' ? { error: 'AccessDenied', status: 403 } : null,
    )
    expect(ids(found)).toEqual(all.slice(0, 2))
    expect(found.coverage).toMatchObject([{ status: 'partial', code: 'AccessDenied', missingAction: 'sqs:ListQueues' }])
  })

  test('whose token comes twice ends, and is partial', async () => {
    const found = await collectQueues(({ call, input }) =>
      call === 'ListQueues' && input.NextToken ? { body: { QueueUrls: [], NextToken: '1' } } : null,
    )
    expect(found.coverage).toMatchObject([{ status: 'partial', code: 'RepeatedPageToken' }])
  })

  test('whose token is too old starts again, and nothing comes twice', async () => {
    let failures = 0
    const found = await collectQueues(({ call, input }) => {
      if (call !== 'ListQueues' || input.NextToken !== '2' || failures > 0) return null
      failures += 1
      return { error: 'InvalidNextTokenException' }
    })
    expect(ids(found)).toEqual(all)
    expect(found.coverage).toMatchObject([{ status: 'ok' }])
  })
})

describe('a call that is denied', () => {
  const denied: Answer = {
    error: 'AccessDeniedException',
    message: 'User: arn:aws:iam::123456789012:user/test is not authorized to perform: sqs:listqueues on resource: x',
  }

  test('costs its cell, which names the right to grant', async () => {
    const found = await collectQueues(({ call }) => (call === 'ListQueues' ? denied : null))
    expect(found.resources).toEqual([])
    expect(found.coverage).toMatchObject([
      { status: 'denied', code: 'AccessDeniedException', missingAction: 'sqs:listqueues' },
    ])
  })

  test('to read tags leaves the resources, with tags that nobody knows', async () => {
    const found = await collectQueues(({ call }) =>
      call === 'ListQueueTags' ? { error: 'AccessDenied', status: 403 } : null,
    )
    expect(ids(found)).toEqual(all)
    expect(found.resources.map(({ tags }) => tags)).toEqual(all.map(() => null))
    expect(found.coverage).toMatchObject([{ status: 'partial', unreadTags: 6, missingAction: 'sqs:ListQueueTags' }])
  })

  test('to read tags is made up for by the tagging API where that knows them', async () => {
    const found = await collectQueues(({ call, input }) => {
      if (call === 'ListQueueTags') return { error: 'AccessDenied', status: 403 }
      if (call !== 'GetResources') return null
      const asked = input.ResourceARNList as string[]
      const known = asked.filter((id) => id === queueArn('a0'))
      return {
        body: {
          ResourceTagMappingList: known.map((id) => ({ ResourceARN: id, Tags: [{ Key: 'Owner', Value: 'x' }] })),
        },
      }
    })
    expect(found.resources.filter(({ tags }) => tags !== null)).toMatchObject([
      { id: queueArn('a0'), tags: { Owner: 'x' }, sources: ['tagging-api'] },
    ])
    expect(found.coverage).toMatchObject([{ status: 'partial', unreadTags: 5 }])
  })
})

describe('a resource that is deleted before its tags are read', () => {
  test('is a ghost, and its cell is seen in full', async () => {
    const found = await collectQueues(({ call, input }) =>
      call === 'ListQueueTags' && input.QueueUrl === queueUrl('b1')
        ? { error: 'AWS.SimpleQueueService.NonExistentQueue' }
        : null,
    )
    expect(ids(found)).toEqual(all.filter((id) => id !== queueArn('b1')))
    expect(found.coverage.filter(({ status }) => status !== 'ok')).toEqual([])
    expect(found.coverage.filter(({ ghosts }) => ghosts)).toMatchObject([{ ghosts: 1, ghostIds: [queueArn('b1')] }])
  })

  test('does not take along those whose tags are read with its own', async () => {
    const balancer = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/${name}/1`
    const names = ['a', 'b', 'c'].map(balancer)
    aws = await startStandIn((asked) => {
      const { call, input } = asked
      if (call === 'DescribeTags') {
        const wanted = names.filter((name) => Object.values(input).includes(name))
        if (wanted.includes(balancer('b'))) return { error: 'LoadBalancerNotFound' }
        const told = wanted.map(
          (name) =>
            `<member><ResourceArn>${name}</ResourceArn><Tags><member><Key>Owner</Key><Value>web</Value></member></Tags></member>`,
        )
        return { body: `<DescribeTagsResult><TagDescriptions>${told.join('')}</TagDescriptions></DescribeTagsResult>` }
      }
      if (call !== 'DescribeLoadBalancers') return identity(asked) ?? { error: 'AccessDenied', status: 403 }
      if (input.Version === '2012-06-01') return { body: '<DescribeLoadBalancersResult/>' }
      const listed = names.map((name) => `<member><LoadBalancerArn>${name}</LoadBalancerArn></member>`).join('')
      return {
        body: `<DescribeLoadBalancersResult><LoadBalancers>${listed}</LoadBalancers></DescribeLoadBalancersResult>`,
      }
    })
    process.env.AWS_ENDPOINT_URL = aws.url
    const { resources, coverage } = await collectAws({ types: ['elasticloadbalancing:loadbalancer'] })
    expect(resources.map(({ id, tags }) => ({ id, tags }))).toEqual(
      [balancer('a'), balancer('c')].map((id) => ({ id, tags: { Owner: 'web' } })),
    )
    expect(coverage.filter(({ status }) => status !== 'ok')).toEqual([])
  })
})

describe('throttling', () => {
  const codes = [
    ...['BandwidthLimitExceeded', 'EC2ThrottledException', 'LimitExceededException', 'PriorRequestNotComplete'],
    ...['ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'RequestThrottled', 'SlowDown', 'Throttled'],
    ...['RequestThrottledException', 'ThrottledException', 'Throttling', 'ThrottlingException', 'RateExceeded'],
    ...['TooManyRequestsException', 'TransactionInProgressException'],
  ]

  test.each(codes)('%s once is tried again, and for ever marks the cell', async (code) => {
    const once = await collectQueues(({ call, attempt }) =>
      call === 'ListQueues' && attempt === 1 ? { error: code } : null,
    )
    expect(ids(once)).toEqual(all)
    await aws.close()
    const forEver = await collectQueues(({ call }) => (call === 'ListQueues' ? { error: code } : null))
    expect(forEver.coverage).toMatchObject([{ status: 'throttled', code }])
    expect(aws.asked.filter(({ call }) => call === 'ListQueues')).toHaveLength(3)
  })

  test('an error that nobody knows is not tried again', async () => {
    const found = await collectQueues(({ call }) => (call === 'ListQueues' ? { error: 'SomethingElse' } : null))
    expect(found.coverage).toMatchObject([{ status: 'error', code: 'SomethingElse' }])
    expect(aws.asked.filter(({ call }) => call === 'ListQueues')).toHaveLength(1)
  })
})

describe('the network', () => {
  test('a cut connection and a server error are tried again', async () => {
    const found = await collectQueues(({ call, attempt }) => {
      if (call !== 'ListQueues' || attempt > 2) return null
      return attempt === 1 ? 'cut' : { error: 'InternalError', status: 500 }
    })
    expect(ids(found)).toEqual(all)
  })

  test('an answer that does not come marks its cell when its time is over', async () => {
    const found = await collectQueues(({ call }) => (call === 'ListQueues' ? { body: {}, delayMs: 60_000 } : null), {
      cellTimeoutMs: 200,
    })
    expect(found.coverage).toMatchObject([{ status: 'timeout' }])
  })

  test('a run that is cancelled ends at once', async () => {
    const stop = new AbortController()
    const run = collectQueues(
      ({ call }) => {
        if (call === 'ListQueues') stop.abort()
        return call === 'ListQueues' ? { body: {}, delayMs: 60_000 } : null
      },
      { signal: stop.signal },
    )
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
  })
})

test('two runs of one source at once keep to one limit', async () => {
  aws = await startStandIn(
    (asked) =>
      (asked.call === 'ListQueueTags' ? { body: { Tags: {} }, delayMs: 20 } : null) ?? identity(asked) ?? usual(asked),
  )
  process.env.AWS_ENDPOINT_URL = aws.url
  const options = { ...testOptions, types: ['sqs:queue'], callsPerService: 2 }
  const source = awsSource(options, { credentials: async () => ownCredentials })
  const run = async () => {
    const { pieces } = await source.collect(new AbortController().signal, null)
    let found = 0
    for await (const piece of pieces) if (piece.kind === 'part') found += piece.part.count
    return found
  }
  expect(await Promise.all([run(), run()])).toEqual([all.length, all.length])
  expect(aws.most.get('eu-west-1 sqs')).toBe(2)
})

test('no more calls than allowed are under way in one service of one region', async () => {
  await collectQueues(({ call }) => (call === 'ListQueueTags' ? { body: { Tags: {} }, delayMs: 20 } : null), {
    callsPerService: 2,
  })
  expect(aws.most.get('eu-west-1 sqs')).toBe(2)
})
