// The arrows of the design as a table, and the check that holds them.
import { join } from 'node:path/posix'
import { readFacts, type SourceFacts, type SourceFile } from './source-facts.ts'

const ground = ['core', 'ports']
const wholeServer = 'anything in server/'

/** A layer is a folder or a file of `server/`, or one of the trees beside it. It imports what its row names, no more. */
const arrows: Record<string, readonly string[]> = {
  core: ['core'],
  ports: ['core'],
  sources: ['sources', ...ground],
  costs: ['costs', ...ground],
  store: ['store', ...ground],
  cache: ['cache', 'redis', ...ground],
  events: ['events', 'redis', ...ground],
  redis: ['redis', 'config', ...ground],
  jobs: ['jobs', ...ground],
  services: ['services', ...ground],
  guards: ['guards', 'config', 'logger', 'metrics', 'tools/define', ...ground],
  tools: [
    'tools/define',
    'tools/shapes',
    'tools/pages',
    'tools/bounds',
    'tools/cost-shapes',
    'tools/billed-gap',
    'tools/cost-ranking',
    'tools/current-gap',
    'services',
    ...ground,
  ],
  'tools/define': ['services', ...ground],
  'tools/bounds': [],
  'tools/shapes': ['tools/define', 'tools/bounds', 'services', ...ground],
  'tools/pages': ['tools/define', 'tools/shapes', 'tools/bounds', 'services', ...ground],
  'tools/cost-shapes': ['services', ...ground],
  'tools/current-gap': [
    'tools/define',
    'tools/bounds',
    'tools/shapes',
    'tools/cost-shapes',
    'tools/billed-gap',
    'services',
    ...ground,
  ],
  'tools/billed-gap': ['tools/define', 'tools/bounds', 'tools/shapes', 'tools/cost-shapes', 'services', ...ground],
  'tools/cost-ranking': ['tools/bounds', 'tools/shapes', 'tools/cost-shapes', 'services', ...ground],
  'tools/index': ['tools', 'tools/define'],
  mcp: ['mcp', 'mcp/json-rpc-error', 'gate', 'tools', 'tools/define', 'tools/index', 'guards', 'services', ...ground],
  'mcp/json-rpc-error': [...ground],
  http: [
    'http',
    'mcp/json-rpc-error',
    'config',
    'gate',
    'logger',
    'metrics',
    'tools',
    'tools/define',
    'tools/index',
    'guards',
    'services',
    ...ground,
  ],
  config: ['config', 'tools/define', ...ground],
  logger: ['logger', 'config', ...ground],
  metrics: ['metrics', 'tools/define', ...ground],
  gate: ['gate', 'guards', 'metrics', 'logger', 'tools/define', 'services', ...ground],
  commands: [
    'commands',
    'commands/arguments',
    'config',
    'gate',
    'mcp',
    'version',
    'guards',
    'open-store',
    'replica-state',
    'open-jobs',
    'jobs',
    'tools',
    'tools/define',
    'tools/index',
    'services',
    'sources',
    'costs',
    'store',
    ...ground,
  ],
  pool: ['pool', 'worker', 'services', 'sources', ...ground],
  worker: ['services', 'sources', ...ground],
  version: [],
  backend: [wholeServer],
  surface: [wholeServer],
  'health-of': [wholeServer],
  deps: [wholeServer],
  'replica-state': [wholeServer],
  'follow-policy': [wholeServer],
  'open-jobs': [wholeServer],
  'open-remediation': [wholeServer],
  'open-store': ['config', 'store', ...ground],
  'open-costs': ['config', 'costs', 'metrics', 'logger', 'sources', ...ground],
  'open-guards': ['config', 'guards', 'logger', 'metrics', 'tools/define', ...ground],
  'policy-source': ['config', 'open-store', 'services', ...ground],
  background: ['metrics', 'services', 'sources', ...ground],
  observe: ['metrics', 'services', ...ground],
  app: [wholeServer],
  'run-server': [wholeServer],
  banner: [...ground],
  main: [wholeServer],
  cli: [wholeServer],
  components: ['components'],
  // The rights of a deployed audit are those that the listings declare.
  stacks: ['stacks', 'components', 'core', 'sources'],
  'commands/arguments': [...ground],
  infra: ['infra', 'stacks', 'commands/arguments', 'core'],
  policies: ['policies', 'core'],
  bench: [wholeServer, 'bench', 'test'],
  test: [wholeServer, 'bench', 'test', 'policies', 'components', 'stacks', 'infra'],
}

/** Packages are free, but for core. */
const corePackages = ['zod', 're2js', 'node:crypto', 'node:zlib']
const edges = ['main', 'cli']

export function findViolations(files: readonly SourceFile[]): string[] {
  const all = files.map(readFacts)
  return [...all.flatMap(brokenArrows), ...all.flatMap(brokenHabits), ...cycles(all)]
}

function brokenArrows({ path, imports }: SourceFacts): string[] {
  const layer = layerOf(path)
  if (layer === undefined) return [`${path}: no layer has this path; add a row to test/support/architecture.ts`]
  return imports.flatMap((specifier) => {
    const rule = specifier.startsWith('.')
      ? forbiddenFile(layer, join(path, '..', specifier))
      : (forbiddenPackage(layer, specifier) ?? unpaid(path, specifier))
    return rule ? [`${path} → ${specifier}: ${rule}`] : []
  })
}

function forbiddenFile(layer: string, target: string): string | null {
  const targetLayer = layerOf(target)
  const allowed = arrows[layer] ?? []
  if (targetLayer !== undefined && allowed.includes(targetLayer)) return null
  if (target.startsWith('server/') && allowed.includes(wholeServer)) return null
  return `${layer} may import ${allowed.join(', ')}`
}

function forbiddenPackage(layer: string, name: string): string | null {
  if (layer === 'core' && !corePackages.includes(name)) return `core may import ${corePackages.join(', ')}`
  if (isServer(layer) && name.startsWith('@pulumi/')) return 'the server does not know how it is deployed'
  if (isServer(layer) && !edges.includes(layer) && /^(node:)?process$/.test(name))
    return 'the process belongs to main.ts and cli.ts'
  return null
}

/** What holds a client of Cost Explorer spends money, so there is one holder, behind the governor. */
function unpaid(path: string, name: string): string | null {
  if (name !== '@aws-sdk/client-cost-explorer' || path.startsWith('test/')) return null
  return path === 'server/costs/cost-explorer/paid-client.ts' ? null : 'Cost Explorer is asked through paid-client.ts'
}

function brokenHabits({ path, uses, texts }: SourceFacts): string[] {
  const layer = layerOf(path) ?? ''
  if (!isServer(layer)) return []
  const rules: [string, boolean, string[]][] = [
    ['the process belongs to main.ts and cli.ts', !edges.includes(layer), uses.filter(isProcess)],
    ['core has no clock, no chance, no log and no process', layer === 'core', uses.filter(isImpure)],
    [
      'a partition is a fact of the account, never written down',
      !path.startsWith('server/sources/demo/'),
      texts.filter((text) => text.includes('arn:aws:')),
    ],
  ]
  return rules.flatMap(([rule, applies, found]) => (applies ? found.map((what) => `${path} → ${what}: ${rule}`) : []))
}

const isProcess = (use: string) => /^process\.(env|exit|argv)$/.test(use)
const isImpure = (use: string) =>
  /^(Date\.now|new Date\(\)|Math\.random|performance\.now|(console|process)\.\w+)$/.test(use)

const besideTheServer = ['components', 'stacks', 'infra', 'policies', 'bench', 'test']
const isServer = (layer: string) => !besideTheServer.includes(layer)

function layerOf(path: string): string | undefined {
  const place = path.replace(/^server\//, '').replace(/\.ts$/, '')
  return Object.keys(arrows)
    .filter((layer) => place === layer || place.startsWith(`${layer}/`))
    .toSorted((a, b) => b.length - a.length)[0]
}

/** Each circle once, as `a → b → a`, found where a depth-first walk meets its own path again. */
function cycles(files: readonly SourceFacts[]): string[] {
  const next = new Map(files.map(({ path, imports }) => [path, imports.map((to) => join(path, '..', to))]))
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push(`${[...trail.slice(trail.indexOf(path)), path].join(' → ')}: no import cycles`)
    if (done.has(path)) return
    done.add(path)
    for (const target of next.get(path) ?? []) walk(target, [...trail, path])
  }
  for (const path of next.keys()) if (path.startsWith('server/')) walk(path, [])
  return found
}
