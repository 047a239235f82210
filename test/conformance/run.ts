// `npm run conformance`: the official suite against the product, and against the product with the pack it asks for. Prints
// a line a job and exits with 1 if one failed; the suite's own output stays in a folder that is named then.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Server, startProduct, startProductWithPack } from './product-app.ts'

const suite = '@modelcontextprotocol/conformance@0.2.0-alpha.12'

type Job = {
  readonly name: string
  readonly arguments: readonly string[]
  /** A file beside this one. The suite fails where one of its lines passes, so it is exact. */
  readonly baseline?: string
  readonly scored?: number
  /** What the summary has to be: a suite that ran nothing passes too. */
  readonly expects: RegExp
}

const allPassed = /^(\d+) of \1 checks passed$/

const packJobs: readonly Job[] = [
  { ...requirements('2026-07-28', 37), expects: /^37 of 37 / },
  { ...requirements('2025-11-25', 30), expects: /^26 of 30 /, baseline: 'legacy.yml' },
]

/** What means something for any server. */
const productJobs: readonly Job[] = [
  { ...scenario('server-stateless', '2026-07-28'), baseline: 'product.yml', expects: /^24 of 28 checks passed$/ },
  scenario('tools-list', '2026-07-28'),
  scenario('tools-list', '2025-11-25'),
  scenario('dns-rebinding-protection', '2026-07-28'),
  scenario('dns-rebinding-protection', '2025-11-25'),
  scenario('http-header-validation', '2026-07-28'),
  scenario('sep-2164-resource-not-found', '2026-07-28'),
  scenario('input-required-result-unsupported-methods', '2026-07-28'),
  scenario('caching', '2026-07-28'),
  scenario('server-initialize', '2025-11-25'),
  scenario('ping', '2025-11-25'),
]

/** Scored scenarios run first; what follows them counts for nothing. */
function requirements(version: string, scored: number) {
  return { name: `pack: ${version}`, arguments: ['--requirements', version], scored }
}

function scenario(name: string, version: string): Job {
  const args = ['--scenario', name, '--spec-version', version]
  return { name: `product: ${name}, ${version}`, arguments: args, expects: allPassed }
}

async function run(job: Job, { url }: Server, output: string): Promise<boolean> {
  const place = join(output, job.name.replaceAll(/[^\w.-]+/g, '-'))
  const baseline = job.baseline === undefined ? [] : ['--expected-failures', join(import.meta.dirname, job.baseline)]
  const command = ['conformance', 'server', '--url', url.href, '--timeout', '10000', '-o', place]
  const child = spawn('npx', ['-y', '-p', suite, ...command, ...job.arguments, ...baseline], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // The suite needs the Node that runs this file; an older one may come first in the path.
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
      npm_config_loglevel: 'error',
    },
  })
  const [report, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  await writeFile(`${place}.log`, report)
  const found = summary(report, job.scored)
  const passed = code === 0 && job.expects.test(found)
  console.log(`${passed ? 'passed' : 'FAILED'}  ${job.name}: ${found}${code === 0 ? '' : `, exit ${code}`}`)
  return passed
}

function summary(report: string, scored?: number): string {
  const checks = /^Passed: (\d+)\/(\d+)/m.exec(report)
  if (checks) return `${checks[1]} of ${checks[2]} checks passed`
  const results = [...(report.split('=== SUMMARY ===')[1] ?? '').matchAll(/^[✓✗](?= \S+:)/gm)].slice(0, scored)
  return `${results.filter(([mark]) => mark === '✓').length} of ${results.length} scored scenarios passed`
}

async function runAll(start: () => Promise<Server>, jobs: readonly Job[], output: string) {
  const server = await start()
  let passed = true
  // One after the other: scenarios measure time, and some look for strangers on their streams.
  for (const job of jobs) passed = (await run(job, server, output)) && passed
  const { fast, sdk } = server.paths
  console.log(`        answered by the fast path: ${fast}, by the SDK: ${sdk}`)
  await server.close()
  return { passed, fast }
}

const output = await mkdtemp(join(tmpdir(), 'tagwarden-conformance-'))
const product = await runAll(startProduct, productJobs, output)
const pack = await runAll(startProductWithPack, packJobs, output)
// Without it the suite would praise the SDK alone.
const passed = product.passed && pack.passed && pack.fast > 0
if (passed) await rm(output, { recursive: true })
else console.log(`The output of the suite is in ${output}`)
process.exitCode = passed ? 0 : 1
