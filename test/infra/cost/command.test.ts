import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../../../infra/run-command.ts'
import { sharedKeys } from '../../../stacks/config-keys.ts'

Error.stackTraceLimit = 0

async function infra(...args: string[]) {
  let out = ''
  let err = ''
  const streams = { out: (text: string) => (out += text), err: (text: string) => (err += text) }
  const status = await runCommand(args, streams)
  return { status, out, err }
}
const cost = (...args: string[]) => infra('cost', ...args)
const prod = ['--target', 'ecs', '--env', 'prod']

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cost-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('what a mistake is answered with', () => {
  const mistakes: [says: string, args: string[], answer: string][] = [
    ['another command', ['cots'], 'There is no command "cots".\nDid you mean cost?\n'],
    ['another option', ['cost', '--traget', 'ecs'], 'cost: there is no option --traget.\nDid you mean --target?\n'],
    [
      'another target',
      ['cost', '--target', 'dokcer', '--env', 'prod'],
      `--target "dokcer" is none of ${sharedKeys.shape.target.options.join(', ')}.\nDid you mean docker?\n`,
    ],
    [
      'no environment',
      ['cost', '--target', 'ecs'],
      'cost: which stack? --env is missing.\nWrite --target ecs --env prod, for example, or --stack NAME.\n',
    ],
    [
      'another format',
      ['cost', ...prod, '--format', 'cvs'],
      '--format "cvs" is none of table, json, markdown.\nWrite --format table, for example.\n',
    ],
    [
      'an amount that is none',
      ['cost', ...prod, '--assert-max', 'much'],
      'cost: --assert-max "much" is no amount.\nWrite US dollars a month, such as --assert-max 2900.\n',
    ],
    [
      'two ways to say which stack',
      ['cost', ...prod, '--stack', 'dev'],
      'cost: --stack says target and environment by itself.\nLeave --target and --env out.\n',
    ],
    [
      'a stack without a file',
      ['cost', '--stack', 'elsewhere'],
      'There is no Pulumi.elsewhere.yaml here.\nName a stack that has its file, or give --target and --env.\n',
    ],
    [
      'two things to compare with',
      ['cost', ...prod, '--compare', 'ecs/dev', '--from', 'base.json'],
      'cost: --compare and --from each name what to compare with.\nLeave one out.\n',
    ],
    [
      'nothing to compare with',
      ['cost', ...prod, '--compare', 'ecs/prod/more'],
      '"ecs/prod/more" is no stack.\nWrite a target and an environment, such as ecs/staging, or a stack.\n',
    ],
  ]
  test.each(mistakes)('%s', async (_says, args, answer) => {
    expect(await infra(...args)).toEqual({ status: 2, out: '', err: answer })
  })
  test('a file that is not there, or holds something else', async () => {
    const other = join(folder, 'other.json')
    writeFileSync(other, '{}')
    expect((await cost(...prod, '--from', join(folder, 'none.json'))).err).toContain('There is no file')
    expect((await cost(...prod, '--from', other)).err).toContain('holds no costs of this tool.\nWrite one with:')
  })
})

test('help names every option and the exit status', async () => {
  const { status, out } = await cost('--help')
  expect(status).toBe(0)
  for (const option of ['target', 'env', 'stack', 'format', 'compare', 'from', 'assert-max'])
    expect(out).toContain(`--${option} `)
  expect(out).toContain('Exit status: 0')
  expect((await infra()).out).toContain('infra -- cost')
})

describe('[L12] a limit', () => {
  test('that is kept is silence and status 0', async () => {
    expect(await cost(...prod, '--assert-max', '2900')).toMatchObject({ status: 0, err: '' })
  })
  test('that is broken is status 1, and a sentence with both amounts', async () => {
    const { status, err } = await cost(...prod, '--assert-max', '100')
    expect(status).toBe(1)
    expect(err).toMatch(/^ecs\/prod costs \d+\.\d\d USD a month, \d+\.\d\d more than the 100\.00 of --assert-max\.\n$/)
  })
})

test('JSON holds the total, its lines, what they rest on, and what is left out', async () => {
  const { out } = await cost(...prod, '--format', 'json')
  const report = JSON.parse(out)
  expect(report).toMatchObject({
    stack: 'ecs/prod',
    region: 'eu-west-1',
    prices: { region: 'us-east-1', asOf: '2026-11-21', currency: 'USD' },
    notPriced: [],
    usage: { averageTasks: 4 },
  })
  expect(report.lines[0]).toMatchObject({ item: 'NAT gateways', count: 3, each: 730, monthlyUsd: 98.55 })
})

test('every output names the region of the prices, and that others differ', async () => {
  for (const format of ['table', 'markdown']) {
    const { out } = await cost(...prod, '--format', format)
    expect(out).toContain('prices of us-east-1 as of 2026-11-21')
    expect(out).toContain('Other regions differ, and this stack is in eu-west-1.')
  }
})

test('a stack is priced with the settings of its own file', async () => {
  const { out } = await cost('--stack', 'example-ecs', '--format', 'json')
  expect(JSON.parse(out)).toMatchObject({ stack: 'example-ecs', region: 'eu-west-1' })
})

describe('a difference', () => {
  test('between two stacks is a table of what is new, gone and changed', async () => {
    const { out } = await cost(...prod, '--compare', 'ecs/staging', '--format', 'markdown')
    expect(out).toMatch(/^### From ecs\/staging to ecs\/prod: [\d.]+ → [\d.]+ USD a month \(\+[\d.]+\)\n/)
    expect(out).toContain('| changed | network: NAT gateways | 730 h → 3 × 730 h | 32.85 | 98.55 | +65.70 |')
    expect(out).toContain('| new | compute: Fargate on demand, vCPU | 3 × 365 vCPU-h |  | 44.33 | +44.33 |')
    expect(out).toMatch(/\d+ lines are the same\./)
  })
  test('the other way round has the opposite sign', async () => {
    const { out } = await cost('--target', 'ecs', '--env', 'staging', '--compare', 'ecs/prod', '--format', 'markdown')
    expect(out).toContain('| gone | compute: Fargate on demand, vCPU | 3 × 365 vCPU-h | 44.33 |  | -44.33 |')
  })
  test('between two commits is read from what the first one wrote', async () => {
    const base = join(folder, 'base.json')
    const { out: written } = await cost(...prod, '--format', 'json')
    writeFileSync(base, written)
    const { out } = await cost(...prod, '--from', base, '--format', 'markdown')
    expect(out).toMatch(/^### What ecs\/prod costs: .* \(0\.00\)\n\nNothing changes: all \d+ lines are the same\.\n/)
  })
  test('names a size, a price and what is not priced, on both sides', async () => {
    const base = join(folder, 'older.json')
    const older = JSON.parse((await cost(...prod, '--format', 'json')).out)
    const lines = older.lines.map((line: { item: string }) => {
      if (line.item === 'database') return { ...line, size: 'db.t4g.micro', unitPriceUsd: 0.016, monthlyUsd: 23.36 }
      return line
    })
    const notPriced = [{ type: 'aws:new/thing:Thing', count: 2, reason: 'no price of this type in the table' }]
    writeFileSync(base, JSON.stringify({ ...older, lines, notPriced }))
    const { out } = await cost(...prod, '--from', base, '--format', 'markdown')
    expect(out).toContain(
      '| changed | data: database | db.t4g.micro → db.t4g.medium, at 0.016 → at 0.065 | 23.36 | 94.90 | +71.54 |',
    )
    expect(out).toContain('Not priced before:\n\n- 2 × aws:new/thing:Thing: no price of this type in the table')
  })
})
