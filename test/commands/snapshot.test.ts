// `snapshot` against a small AWS: what it writes, how it goes on, and what it says of what was denied.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { temporaryFiles } from '../sources/file/support.ts'
import { type Answer, type Asked, identity, type StandIn, startStandIn } from '../support/aws/stand-in.ts'
import { run } from '../support/shell.ts'
import { policyFile } from './support.ts'

const { directory, write } = temporaryFiles()
const regions = ['eu-west-1', 'us-east-1', 'us-west-2']
const env = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
}

let aws: StandIn | undefined
afterEach(() => aws?.close())

const queuesIn = (region: string) => ['one', 'two', 'three'].map((name) => `${aws?.url}/${region}/${name}`)

/** The second queue of each region has an owner. */
function usual({ call, region, input }: Asked): Answer {
  if (call === 'ListQueues') return { body: { QueueUrls: queuesIn(region) } }
  if (call === 'ListQueueTags')
    return { body: { Tags: String(input.QueueUrl).endsWith('two') ? { Owner: 'web' } : {} } }
  return identity({ call }, regions) ?? { error: 'AccessDeniedException', status: 403 }
}

async function openAws(override: (asked: Asked) => Answer | null = () => null) {
  aws = await startStandIn((asked) => override(asked) ?? usual(asked))
  for (const [name, value] of Object.entries({ ...env, AWS_ENDPOINT_URL: aws.url })) vi.stubEnv(name, value)
  return aws
}

const only = ['--types', 'sqs:queue']
const policy = write('policy.json', JSON.stringify(policyFile))
const outAs = (name: string) => join(directory, name)
const snapshotTo = (out: string, ...more: string[]) =>
  run(['snapshot', '--estate', 'aws', '--out', out, ...only, ...more], { env })
const audit = (...from: string[]) => run(['audit', ...from, '--policy', policy, '--format', 'json'], { env })

test('a snapshot is judged as the cloud itself is', async () => {
  await openAws()
  const out = outAs('equal.ndjson')
  const { status, err } = await snapshotTo(out)
  expect([status, err]).toEqual([0, `${out}: 9 resources in 3 cells, 14 calls, 0 s.\n`])
  const judged = await audit('--inventory', out)
  expect(judged).toEqual(await audit('--estate', 'aws', ...only))
  expect(JSON.parse(judged.out)).toMatchObject({ completeness: 1, totals: { resources: 9, compliant: 3 } })
  expect([existsSync(`${out}.part`), existsSync(`${out}.state`)]).toEqual([false, false])
})

test('what was denied costs its cells alone, and the table names the right to grant', async () => {
  await openAws(({ call, region }) =>
    call === 'ListQueues' && region !== 'us-east-1' ? { error: 'AccessDeniedException', status: 403 } : null,
  )
  const out = outAs('denied.ndjson')
  const { status, err } = await snapshotTo(out)
  expect(status).toBe(0)
  expect(err).toContain('3 resources in 3 cells')
  expect(err).toMatch(/^denied: grant sqs:ListQueues +2 +123456789012 +eu-west-1, us-west-2 +sqs:queue$/m)
  const judged = await audit('--inventory', out)
  expect(judged).toEqual(await audit('--estate', 'aws', ...only))
  expect((await snapshotTo(out, '--require-complete')).status).toBe(3)
  const table = await run(['audit', '--estate', 'aws', ...only, '--policy', policy], { env })
  expect(table.out).toContain('denied: grant sqs:ListQueues')
})

test('unread tags are told with their number', async () => {
  await openAws(({ call, region }) =>
    call === 'ListQueueTags' && region === 'eu-west-1' ? { error: 'AccessDeniedException', status: 403 } : null,
  )
  const out = outAs('unread.ndjson')
  await snapshotTo(out)
  const judged = await audit('--inventory', out)
  expect(judged).toEqual(await audit('--estate', 'aws', ...only))
  expect(JSON.parse(judged.out).coverage).toContainEqual(expect.objectContaining({ status: 'partial', unreadTags: 3 }))
})

test('regions and accounts narrow it', async () => {
  await openAws()
  const out = outAs('narrow.ndjson')
  await snapshotTo(out, '--regions', 'us-west-2', '--accounts', '123456789012')
  expect(new Set(resourcesIn(out).map(({ region }) => region))).toEqual(new Set(['us-west-2']))
})

describe('a run that was stopped', () => {
  /** The last region keeps its caller waiting; the one before takes long enough for a checkpoint. */
  const stuck = ({ call, region }: Asked): Answer | null => {
    if (call !== 'ListQueues' || region === 'eu-west-1') return null
    return { body: { QueueUrls: queuesIn(region) }, delayMs: region === 'us-west-2' ? 600_000 : 1_500 }
  }
  const start = (out: string): ChildProcess =>
    spawn(process.execPath, ['server/cli.ts', 'snapshot', '--estate', 'aws', '--out', out, ...only], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })

  test.each([
    ['SIGINT', 130, 'Stopped. The same command goes on after what is done.\n'],
    ['SIGKILL', null, ''],
  ] as const)(
    'by %s goes on after what was done',
    async (signal, ...ending) => {
      const out = outAs(`${signal}.ndjson`)
      await openAws(stuck)
      const child = start(out)
      let said = ''
      child.stderr?.on('data', (text) => {
        said += text
      })
      await vi.waitFor(() => expect(existsSync(`${out}.state`)).toBe(true), { timeout: 30_000 })
      const { resources, cursor } = JSON.parse(readFileSync(`${out}.state`, 'utf8'))
      const doneRegions = 1 + regions.findIndex((region) => JSON.parse(cursor).after.includes(region))
      child.kill(signal)
      const [status] = await once(child, 'exit')
      expect([status, said, existsSync(out)]).toEqual([...ending, false])
      await aws?.close()

      const { asked } = await openAws()
      const { err } = await snapshotTo(out)
      expect(err).toContain(`Going on after ${resources} resources of the run begun at `)
      const listed = asked.filter(({ call }) => call === 'ListQueues').map(({ region }) => region)
      expect(listed).toEqual(regions.slice(doneRegions))
      const whole = outAs(`${signal}-whole.ndjson`)
      await snapshotTo(whole)
      expect(linesOf(out)).toEqual(linesOf(whole))
    },
    60_000,
  )

  test('is not gone on with by another command', async () => {
    const out = outAs('other.ndjson')
    write('other.ndjson.state', JSON.stringify({ scope: 'aws', startedAt: '', cursor: '', bytes: 0, resources: 0 }))
    await openAws()
    const { status, err } = await snapshotTo(out)
    expect([status, err]).toEqual([2, expect.stringContaining('is the state of another collection')])
  })
})

test.each([
  [['--out', 'estate.csv'], 'does not end in .ndjson'],
  [[], '--out is missing'],
  [['--out', 'a.ndjson', '--estate', 'demo'], '--estate "demo" is none of aws'],
  [['--out', 'a.ndjson', '--regions', 'Frankfurt'], '--regions "Frankfurt" is none'],
])('snapshot %j is refused', async (args, words) => {
  const { status, err } = await run(['snapshot', ...args])
  expect([status, err]).toEqual([2, expect.stringContaining(words)])
})

test('only a cloud is narrowed', async () => {
  const { status, err } = await run(['audit', '--demo', '--regions', 'eu-west-1'])
  expect([status, err]).toEqual([2, expect.stringContaining('are of --estate aws only')])
})

/** Sorted: cells that an earlier run has seen are told before the others. */
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trim().split('\n').toSorted()
const resourcesIn = (path: string): { region: string }[] =>
  linesOf(path)
    .map((line) => JSON.parse(line))
    .filter((one) => one.id !== undefined)
