// What single services answer that moto does not.

import { afterEach, expect, test } from 'vitest'
import { collectAws } from '../../support/aws/collect.ts'
import { type Answer, type Asked, identity, type StandIn, startStandIn } from '../../support/aws/stand-in.ts'

let aws: StandIn
afterEach(() => aws.close())

async function collect(type: string, answer: (asked: Asked) => Answer) {
  aws = await startStandIn((asked) => identity(asked) ?? answer(asked))
  process.env.AWS_ENDPOINT_URL = aws.url
  const { resources, coverage } = await collectAws({ types: [type] })
  return { found: resources.map(({ id, tags }) => ({ id, tags })), coverage }
}

const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:123456789012:${rest}`

test('alarms of every kind are asked for by name, and listed', async () => {
  const alarm = (name: string) => ({ AlarmName: name, AlarmArn: arn('cloudwatch', `alarm:${name}`), StateValue: 'OK' })
  const { found, coverage } = await collect('cloudwatch:alarm', ({ call, input }) => {
    if (call !== 'DescribeAlarms') return { body: { Tags: [] } }
    const asked = Array.isArray(input.AlarmTypes) ? input.AlarmTypes : ['MetricAlarm']
    return { body: Object.fromEntries(asked.map((kind: string) => [`${kind}s`, [alarm(kind)]])) }
  })
  expect(found.map(({ id }) => id).toSorted()).toEqual(
    ['CompositeAlarm', 'LogAlarm', 'MetricAlarm'].map((name) => arn('cloudwatch', `alarm:${name}`)),
  )
  expect(coverage).toMatchObject([{ status: 'ok' }])
})

test('a deleted file system that is still listed is a ghost', async () => {
  const one = (id: string, state: string) => ({
    ...{
      FileSystemId: id,
      FileSystemArn: arn('elasticfilesystem', `file-system/${id}`),
      LifeCycleState: state,
      Tags: [],
    },
  })
  const FileSystems = [one('fs-1', 'available'), one('fs-2', 'deleted'), one('fs-3', 'deleting')]
  const { found, coverage } = await collect('elasticfilesystem:file-system', () => ({ body: { FileSystems } }))
  expect(found.map(({ id }) => id)).toEqual(['fs-1', 'fs-3'].map((id) => arn('elasticfilesystem', `file-system/${id}`)))
  expect(coverage).toContainEqual(
    expect.objectContaining({ ghosts: 1, ghostIds: [arn('elasticfilesystem', 'file-system/fs-2')] }),
  )
})

test('the tags of a table are read to their last page', async () => {
  const { found } = await collect('dynamodb:table', ({ call, input }) => {
    if (call === 'ListTables') return { body: { TableNames: ['a'] } }
    if (call === 'DescribeTable') return { body: { Table: {} } }
    if (input.NextToken === 'more') return { body: { Tags: [{ Key: 'Team', Value: '' }] } }
    return { body: { Tags: [{ Key: 'Owner', Value: 'web' }], NextToken: 'more' } }
  })
  expect(found).toEqual([{ id: arn('dynamodb', 'table/a'), tags: { Owner: 'web', Team: '' } }])
})

test('a log group has one id, in whichever form its name comes', async () => {
  const groups = [
    { logGroupName: 'a', logGroupArn: arn('logs', 'log-group:a'), arn: arn('logs', 'log-group:a:*') },
    { logGroupName: 'b', arn: arn('logs', 'log-group:b:*') },
    { logGroupName: 'c' },
  ]
  const { found } = await collect('logs:log-group', ({ call, input }) =>
    call === 'DescribeLogGroups' ? { body: { logGroups: groups } } : { body: { tags: { asked: input.resourceArn } } },
  )
  const ids = ['a', 'b', 'c'].map((name) => arn('logs', `log-group:${name}`))
  expect(found).toEqual(ids.map((id) => ({ id, tags: { asked: id } })))
})
