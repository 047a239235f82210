// `npm run bench -- <name> [--quick] [--json]`: runs one bench in a fresh process. A missed goal is printed, never a failure.
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { type BenchReport, type Figure, type Host, report, table } from './figures.ts'
import { inFreshProcess } from './measure.ts'

const folder = import.meta.dirname

function benchNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && /^export default /m.test(readFileSync(`${folder}/${file}`, 'utf8')))
    .map((file) => file.slice(0, -'.ts'.length))
}

function describeHost(): Host {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    node: process.versions.node,
    loadAverage: loadavg().map((load) => Math.round(load * 100) / 100),
  }
}

function parseCommandLine() {
  const options = { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    const [name, ...rest] = positionals
    return name !== undefined && rest.length === 0 && benchNames().includes(name) ? { name, ...values } : null
  } catch {
    return null
  }
}

async function run(name: string, quick: boolean): Promise<BenchReport> {
  const host = describeHost()
  const { result } = await inFreshProcess<Figure[]>(new URL(`${name}.ts`, import.meta.url), 'default', { quick })
  return report(name, host, result)
}

const command = parseCommandLine()
if (command === null) {
  console.error(`Usage: npm run bench -- <name> [--quick] [--json]\nBenches: ${benchNames().join(', ') || 'none yet'}`)
  process.exit(2)
}
const outcome = await run(command.name, command.quick)
console.log(command.json ? JSON.stringify(outcome, null, 2) : table(outcome))
