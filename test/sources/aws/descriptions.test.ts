// Listings that ask about each resource once more: what a run says when that second answer does not come.

import { afterEach, describe, expect, test } from 'vitest'
import { collectAws } from '../../support/aws/collect.ts'
import { type Answer, type Asked, identity, type StandIn, startStandIn } from '../../support/aws/stand-in.ts'

let aws: StandIn
afterEach(() => aws.close())

const deleted = { error: 'ResourceNotFoundException', status: 404 }
const denied = { error: 'AccessDeniedException', status: 403 }

/** An account with a cluster `a` with node groups `old` and `new`, and with a table `a`, but for what is answered here. */
async function collect(type: string, answers: Readonly<Record<string, Answer>>) {
  const answer = (asked: Asked) => answers[`${asked.call} ${asked.input.TableName ?? ''}`.trim()] ?? usual(asked)
  aws = await startStandIn((asked) => identity(asked) ?? answer(asked))
  process.env.AWS_ENDPOINT_URL = aws.url
  return collectAws({ types: [type] })
}

const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:123456789012:${rest}`
const tags = { Owner: 'web' }
const group = (name: string) => ({
  body: { nodegroup: { nodegroupArn: arn('eks', `nodegroup/a/${name}/1`), status: 'ACTIVE', tags } },
})
const account: Readonly<Record<string, Answer>> = {
  'GET /clusters': { body: { clusters: ['a', 'b'] } },
  'GET /clusters/a': { body: { cluster: { status: 'ACTIVE', tags } } },
  'GET /clusters/b': { body: { cluster: { status: 'ACTIVE' } } },
  'GET /clusters/a/node-groups': { body: { nodegroups: ['old', 'new'] } },
  'GET /clusters/b/node-groups': { body: { nodegroups: [] } },
  'GET /clusters/a/node-groups/old': group('old'),
  'GET /clusters/a/node-groups/new': group('new'),
  ListTables: { body: { TableNames: ['a', 'b'] } },
  DescribeTable: { body: { Table: { TableStatus: 'ACTIVE' } } },
  ListTagsOfResource: { body: { Tags: [{ Key: 'Owner', Value: 'web' }] } },
}
const usual = ({ call }: Asked): Answer => account[call] ?? { body: { ResourceTagMappingList: [] } }

const seen = ({ resources }: Awaited<ReturnType<typeof collect>>) =>
  resources.map(({ id, tags: found, state }) => ({ id, tags: found, ...(state && { state }) }))

describe('a resource that is deleted while it is listed', () => {
  test('is no cluster', async () => {
    const found = await collect('eks:cluster', { 'GET /clusters/b': deleted })
    expect(seen(found)).toEqual([{ id: arn('eks', 'cluster/a'), tags, state: 'ACTIVE' }])
    expect(found.coverage).toMatchObject([{ status: 'ok' }])
  })

  test('is no node group', async () => {
    const found = await collect('eks:nodegroup', { 'GET /clusters/a/node-groups/old': deleted })
    expect(seen(found)).toEqual([{ id: arn('eks', 'nodegroup/a/new/1'), tags, state: 'ACTIVE' }])
    expect(found.coverage).toMatchObject([{ status: 'ok' }])
  })

  test('is no table', async () => {
    const found = await collect('dynamodb:table', { 'DescribeTable b': deleted })
    expect(seen(found)).toEqual([{ id: arn('dynamodb', 'table/a'), tags, state: 'ACTIVE' }])
    expect(found.coverage).toMatchObject([{ status: 'ok' }])
  })
})

describe('a description that is denied', () => {
  test('leaves a cluster with unread tags', async () => {
    const found = await collect('eks:cluster', { 'GET /clusters/a': denied })
    expect(seen(found)).toEqual([
      { id: arn('eks', 'cluster/a'), tags: null },
      { id: arn('eks', 'cluster/b'), tags: {}, state: 'ACTIVE' },
    ])
    const cell = { status: 'partial', code: 'AccessDeniedException', missingAction: 'eks:DescribeCluster' }
    expect(found.coverage).toMatchObject([{ ...cell, unreadTags: 1 }])
  })

  test('ends the listing of node groups, for nothing else tells their ARNs', async () => {
    const found = await collect('eks:nodegroup', { 'GET /clusters/a/node-groups/old': denied })
    expect(seen(found)).toEqual([])
    const cell = { status: 'denied', code: 'AccessDeniedException', missingAction: 'eks:DescribeNodegroup' }
    expect(found.coverage).toMatchObject([cell])
  })

  test('leaves a table of which nobody knows how old it is, and so not whether it is judged already', async () => {
    const found = await collect('dynamodb:table', { 'DescribeTable a': denied })
    expect(seen(found)).toEqual([
      { id: arn('dynamodb', 'table/a'), tags: null },
      { id: arn('dynamodb', 'table/b'), tags, state: 'ACTIVE' },
    ])
    expect(found.coverage).toMatchObject([{ status: 'partial', missingAction: 'dynamodb:DescribeTable' }])
  })
})
