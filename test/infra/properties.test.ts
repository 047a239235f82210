import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openPaths } from '../../components/aws/edge/edge.ts'
import { repositoryArnOf } from '../../components/aws/images/image-reference.ts'
import { subnetPlan, type ZoneCount } from '../../components/aws/network/subnet-plan.ts'
import { physicalName } from '../../components/physical-name.ts'
import { sources, unseen } from '../../stacks/source-hash.ts'

const zoneCounts: readonly ZoneCount[] = [2, 3, 4]

function rangeOf(block: string): { start: number; end: number } {
  const [address = '', mask] = block.split('/')
  const start = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return { start, end: start + 2 ** (32 - Number(mask)) }
}

const network = fc.record({
  cidr: fc.tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255)).map(([a, b]) => `${a}.${b}.0.0/16`),
  zones: fc.constantFrom(...zoneCounts),
})

/** Zone by zone, as the strategy "Exact" walks them. */
const inOrder = (cidr: string, zones: ZoneCount) =>
  Array.from({ length: zones }, (_, zone) =>
    subnetPlan(cidr, zones).map(({ cidrBlocks }) => rangeOf(cidrBlocks[zone] ?? '')),
  ).flat()

describe('[N1] the subnets of a network', () => {
  test('fill it without a gap or an overlap, in order', () => {
    fc.assert(
      fc.property(network, ({ cidr, zones }) => {
        const ranges = inOrder(cidr, zones)
        const whole = rangeOf(cidr)
        expect(ranges[0]?.start).toBe(whole.start)
        expect(ranges.at(-1)?.end).toBe(whole.end)
        for (const [position, { start }] of ranges.entries())
          if (position > 0) expect(start).toBe(ranges[position - 1]?.end)
      }),
    )
  })
  test('are aligned to their size', () => {
    fc.assert(
      fc.property(network, ({ cidr, zones }) => {
        for (const { start, end } of inOrder(cidr, zones)) expect(start % (end - start)).toBe(0)
      }),
    )
  })
  test('stay where they are when a zone is added', () => {
    for (const [fewer, more] of [
      [2, 3],
      [3, 4],
    ] as const) {
      const before = subnetPlan('10.40.0.0/16', fewer).filter(({ type }) => type !== 'Unused')
      const after = subnetPlan('10.40.0.0/16', more)
      for (const { name, cidrBlocks } of before)
        expect(after.find((spec) => spec.name === name)?.cidrBlocks.slice(0, fewer)).toEqual(cidrBlocks)
    }
  })
})

describe('a name that is fixed', () => {
  const limits = {
    alias: [250, /^alias\/tagwarden[\w/-]*$/],
    cluster: [255, /^[A-Za-z][\w-]*$/],
    dashboard: [255, /^[\w-]+$/],
    database: [63, /^[a-z](-?[a-z0-9])*$/],
    group: [255, /^[\w-]+$/],
    logGroup: [512, /^[\w/.#-]+$/],
    parameter: [900, /^\/[\w/.-]+$/],
    repository: [256, /^[a-z0-9]+([-_/][a-z0-9]+)*$/],
    secret: [512, /^[\w/+=.@-]+$/],
    trail: [128, /^[A-Za-z0-9](-?[\w.])*$/],
    imageTag: [128, /^\w[\w.-]*$/],
    wafLogGroup: [512, /^aws-waf-logs-[\w/.#-]+$/],
  } as const
  const kinds = Object.keys(limits) as (keyof typeof limits)[]
  /** What Pulumi lets a stack be called. */
  const stack = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/)

  test.each(kinds)('%s: keeps to the limit and the letters that AWS sets', (kind) => {
    const [limit, form] = limits[kind]
    fc.assert(
      fc.property(stack, (name) => {
        const made = physicalName(kind, name)
        expect(made.length).toBeLessThanOrEqual(limit)
        expect(made).toMatch(form)
      }),
    )
  })
  test('two stacks have two names', () => {
    fc.assert(
      fc.property(stack, stack, (one, other) => {
        fc.pre(one !== other)
        expect(physicalName('database', one)).not.toBe(physicalName('database', other))
        expect(physicalName('logGroup', one, 'server')).not.toBe(physicalName('logGroup', other, 'server'))
      }),
    )
  })
  test('an ordinary stack has the name one expects', () => {
    expect(physicalName('secret', 'prod', 'database/url')).toBe('/tagwarden/prod/database/url')
    expect(physicalName('parameter', 'prod', 'server')).toBe('/tagwarden/prod/server')
    expect(physicalName('database', 'prod')).toBe('tagwarden-prod')
  })
})

describe('[B4] the open paths', () => {
  const open = new RegExp(openPaths)

  test.each(['/', '/mcp', '/api/v1/tools', '/health', '/health/ready', '/docs', '/docs/json', '/openapi.json'])(
    '%s is open',
    (path) => expect(open.test(path)).toBe(true),
  )
  test.each(['/metrics', '/admin', '/admin/keys', '/mcpx', '/healthz', '/api', '/.env', '//metrics'])(
    '%s is not',
    (path) => expect(open.test(path)).toBe(false),
  )
})

test('only images of a registry of AWS need a permission', () => {
  expect(repositoryArnOf('123456789012.dkr.ecr.eu-west-1.amazonaws.com/a/b@sha256:00', 'aws')).toBe(
    'arn:aws:ecr:eu-west-1:123456789012:repository/a/b',
  )
  expect(repositoryArnOf('someone/tagwarden@sha256:00', 'aws')).toBeUndefined()
})

test('the name of the sources covers what the build may see', () => {
  const ignore = readFileSync(new URL('../../.dockerignore', import.meta.url), 'utf8')
  const seen = [...ignore.matchAll(/^!(.+)$/gm)].map(([, path]) => path)
  expect(sources.toSorted()).toEqual([...seen, '.dockerignore', 'Dockerfile'].toSorted())
  expect([...ignore.matchAll(/^\w.+$/gm)].map(([path]) => path)).toEqual(unseen)
})
