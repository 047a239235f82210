// What collecting from AWS costs: time against what the latency alone demands, CPU a call and a resource, memory.

import { performance } from 'node:perf_hooks'
import type { AwsOptions } from '../server/sources/aws/index.ts'
import { awsSource } from '../server/sources/aws/index.ts'
import { noSpokes } from '../server/sources/aws/spokes.ts'
import { type AwsSize, latencyMs, startAws } from './aws-size.ts'
import type { Bench, Figure } from './figures.ts'
import { inFreshProcess } from './measure.ts'

type Collecting = { readonly url: string; readonly types: readonly string[] }
type Collected = {
  readonly resources: number
  readonly incomplete: number
  readonly wallMs: number
  readonly mix: Readonly<Record<string, number>>
}

/** Few enough that calls wait for each other and not for the processor. */
const callsAtOnce = 8

const options: Omit<AwsOptions, 'types'> = {
  homeRegion: 'eu-west-1',
  ...{ regions: [], accounts: [], spokes: noSpokes, callsAtOnce, callsPerService: callsAtOnce },
  ...{ maxAttempts: 3, maxDelayMs: 1_000, slowestPerS: 5, requestTimeoutMs: 60_000 },
  ...{ cellTimeoutMs: 900_000, checkpointEveryMs: 10_000 },
}

export default (async ({ quick }) => {
  const many = quick ? 100 : 400
  const mixed = await measured(
    {
      regions: ['eu-west-1', 'us-east-1'],
      instances: 4_000,
      volumes: 4_000,
      queues: many,
      keys: many,
      functions: many,
    },
    ['ec2:instance', 'ec2:volume', 'sqs:queue', 'kms:key', 'lambda:function'],
  )
  const count = quick ? 20_000 : 100_000
  const large = await measured(
    { regions: ['eu-west-1'], instances: count / 2, volumes: count / 2, queues: 0, keys: 0, functions: 0 },
    ['ec2:instance', 'ec2:volume'],
  )
  return [...mixedFigures(mixed), ...largeFigures(large)]
}) satisfies Bench

type Measured = Collected & {
  readonly calls: number
  readonly cpuMs: number
  readonly peakRssMb: number
  /** As many bare calls in as many lanes took so long, right after. */
  readonly bareMs: number
}

async function measured(size: AwsSize, types: readonly string[]): Promise<Measured> {
  const aws = await startAws(size)
  try {
    const input: Collecting = { url: aws.url, types }
    const { result, cpuMs, peakRssMb } = await inFreshProcess<Collected>(new URL(import.meta.url), 'collect', input)
    if (result.incomplete > 0) throw new Error(`${result.incomplete} cells were not seen in full`)
    const calls = Object.values(result.mix).reduce((sum, one) => sum + one, 0)
    const bare = await inFreshProcess<number>(new URL(import.meta.url), 'callBarely', { url: aws.url, calls })
    return { ...result, calls, cpuMs, peakRssMb, bareMs: bare.result }
  } finally {
    aws.stop()
  }
}

/** In a process of its own. */
export async function collect({ url, types }: Collecting): Promise<Collected> {
  process.env.AWS_ENDPOINT_URL = url
  const mix: Record<string, number> = {}
  const onCall = (service: string, command: string) => {
    mix[`${service} ${command}`] = (mix[`${service} ${command}`] ?? 0) + 1
  }
  const credentials = async () => ({ accessKeyId: 'bench', secretAccessKey: 'bench' })
  const startedAt = performance.now()
  const { pieces } = await awsSource({ ...options, types }, { credentials, onCall }).collect(
    new AbortController().signal,
  )
  let [resources, incomplete] = [0, 0]
  for await (const piece of pieces) {
    if (piece.kind === 'part') resources += piece.part.count
    if (piece.kind === 'coverage' && piece.cell.status !== 'ok') incomplete += 1
  }
  return { resources, incomplete, wallMs: performance.now() - startedAt, mix }
}

/** What the machine makes of the same latency without an SDK: a busy one is late by itself. */
export async function callBarely({ url, calls }: { url: string; calls: number }): Promise<number> {
  const startedAt = performance.now()
  let left = calls
  const headers = { 'x-amz-target': 'AmazonSQS.ListQueueTags' }
  const lane = async () => {
    while (left-- > 0) await (await fetch(url, { method: 'POST', headers, body: '{}' })).text()
  }
  await Promise.all(Array.from({ length: callsAtOnce }, lane))
  return performance.now() - startedAt
}

function mixedFigures({ calls, resources, wallMs, bareMs, cpuMs, mix }: Measured): Figure[] {
  const idealMs = (calls / callsAtOnce) * latencyMs
  const about = `${calls} calls, ${resources} resources`
  return [
    figure(`${about}: time against the ideal`, wallMs / idealMs, '×', { atMost: 1.5 }),
    figure(`${about}: time against a bare loop of as many calls`, wallMs / bareMs, '×', null),
    figure(`${about}: CPU against 2 ms a call and 0.2 ms a resource`, cpuMs / allowedMs(calls, resources), '×', {
      atMost: 1,
    }),
    figure(`${about}: CPU`, cpuMs / calls, 'ms a call', null),
    ...Object.entries(mix).map(([name, value]) => figure(`  of them ${name}`, value, 'calls', null)),
  ]
}

function largeFigures({ calls, resources, cpuMs, peakRssMb }: Measured): Figure[] {
  const about = `${resources} resources, ${calls} calls`
  return [
    figure(`${about}: highest memory`, peakRssMb, 'MB', { atMost: 400 }),
    figure(`${about}: CPU against 2 ms a call and 0.2 ms a resource`, cpuMs / allowedMs(calls, resources), '×', {
      atMost: 1,
    }),
    figure(`${about}: CPU beyond 2 ms a call`, (cpuMs - 2 * calls) / resources, 'ms a resource', null),
  ]
}

const allowedMs = (calls: number, resources: number): number => 2 * calls + 0.2 * resources

function figure(name: string, value: number, unit: string, goal: Figure['goal']): Figure {
  return { name, value, unit, goal }
}
