import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path/posix'
import { describe, expect, test } from 'vitest'
import { findViolations } from './support/architecture.ts'
import type { SourceFile } from './support/source-facts.ts'

const root = join(import.meta.dirname, '..')
const trees = ['server', 'bench', 'test', 'components', 'stacks', 'infra', 'policies']

const sourceFiles: SourceFile[] = trees
  .flatMap((tree) =>
    readdirSync(join(root, tree), { recursive: true, encoding: 'utf8' }).map((file) => join(tree, file)),
  )
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, source: readFileSync(join(root, path), 'utf8') }))

test('the repository keeps to the arrows of the design', () => {
  expect(findViolations(sourceFiles)).toEqual([])
})

test('the lockfile names no place to download from', () => {
  const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
  expect(lockfile).not.toContain('"resolved"')
})

describe('a broken rule is named with its file and the import', () => {
  const cases: [rule: string, path: string, source: string, message: string][] = [
    [
      'core calls nobody',
      'server/core/audit.ts',
      `import { collect } from '../services/collect.ts'`,
      'server/core/audit.ts → ../services/collect.ts: core may import core',
    ],
    [
      'a type is an import too',
      'server/core/audit.ts',
      `import type { Store } from '../ports.ts'`,
      'server/core/audit.ts → ../ports.ts: core may import core',
    ],
    [
      'core uses four packages',
      'server/core/audit.ts',
      `export { readFileSync } from 'node:fs'`,
      'server/core/audit.ts → node:fs: core may import zod, re2js, node:crypto, node:zlib',
    ],
    [
      'core has no clock',
      'server/core/audit.ts',
      'export const age = (then: number) => Date.now() - then',
      'server/core/audit.ts → Date.now: core has no clock, no chance, no log and no process',
    ],
    [
      'a tool never calls a tool',
      'server/tools/audit.ts',
      `const other = await import('./explain.ts')`,
      'server/tools/audit.ts → ./explain.ts: tools may import tools/define, tools/shapes, tools/pages, tools/bounds, tools/cost-shapes, tools/billed-gap, tools/cost-ranking, tools/current-gap, services, core, ports',
    ],
    [
      'what costs money is asked through the governor',
      'server/costs/cost-explorer/bill.ts',
      `const { CostExplorerClient } = await import('@aws-sdk/client-cost-explorer')`,
      'server/costs/cost-explorer/bill.ts → @aws-sdk/client-cost-explorer: Cost Explorer is asked through paid-client.ts',
    ],
    [
      'a port never calls a service',
      'server/ports.ts',
      `import './services/audit.ts'`,
      'server/ports.ts → ./services/audit.ts: ports may import core',
    ],
    [
      'the server does not know the tests',
      'server/cli.ts',
      `import { estate } from '../bench/estate.ts'`,
      'server/cli.ts → ../bench/estate.ts: cli may import anything in server/',
    ],
    [
      'the server does not know its infrastructure',
      'server/deps.ts',
      `import * as aws from '@pulumi/aws'`,
      'server/deps.ts → @pulumi/aws: the server does not know how it is deployed',
    ],
    [
      'the environment is read at the edge',
      'server/services/audit.ts',
      'const ttl = process.env.TTL',
      'server/services/audit.ts → process.env: the process belongs to main.ts and cli.ts',
    ],
    [
      'no partition is assumed',
      'server/sources/aws/s3.ts',
      'const arn = (bucket: string) => `arn:aws:s3:::$' + '{bucket}`',
      'server/sources/aws/s3.ts → arn:aws:s3:::: a partition is a fact of the account, never written down',
    ],
    [
      'every folder has a layer',
      'server/helpers/text.ts',
      '',
      'server/helpers/text.ts: no layer has this path; add a row to test/support/architecture.ts',
    ],
  ]

  test.each(cases)('%s', (_rule, path, source, message) => {
    expect(findViolations([{ path, source }])).toEqual([message])
  })

  test('no import cycles', () => {
    const files = [
      { path: 'server/core/policy.ts', source: `import './evaluate.ts'` },
      { path: 'server/core/evaluate.ts', source: `import './policy.ts'` },
    ]
    expect(findViolations(files)).toEqual([
      'server/core/policy.ts → server/core/evaluate.ts → server/core/policy.ts: no import cycles',
    ])
  })

  test('comments, the demo and the edges are not blamed', () => {
    const files = [
      { path: 'server/core/arn.ts', source: `// import './x.ts' reads arn:aws:s3:::b\n/* process.env */ export {}` },
      { path: 'server/sources/demo/names.ts', source: `export const arn = 'arn:aws:s3:::demo'` },
      { path: 'server/cli.ts', source: `import './core/arn.ts'\nprocess.exit(0)` },
    ]
    expect(findViolations(files)).toEqual([])
  })
})
