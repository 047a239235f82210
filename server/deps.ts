// The composition root: from settings to the parts that do the work, and back in reverse order.

import { randomBytes } from 'node:crypto'
import { readFile, unwatchFile, watchFile } from 'node:fs'
import { promisify } from 'node:util'
import { memoryCache } from './cache/memory.ts'
import { awsSettingsOf } from './config/aws.ts'
import type { Config } from './config.ts'
import { AppError } from './core/errors.ts'
import { costsFromLines, noCosts, readCostLines } from './costs/lines.ts'
import { groupedLog } from './gate/log-writer.ts'
import { createGate } from './gate.ts'
import { type Authenticate, acceptApiKeys, acceptEverybody } from './guards/authenticate.ts'
import { createGuards } from './guards/index.ts'
import { hashKey, openKeyRing } from './guards/key-ring.ts'
import type { Logger } from './logger.ts'
import { scanReasons } from './metrics/label-sets.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { openPool } from './pool.ts'
import type { CostSource, Job } from './ports.ts'
import { createAudits } from './services/audits.ts'
import { tellDemoStory } from './services/demo-story.ts'
import type { Services } from './services/index.ts'
import { createPages } from './services/pages.ts'
import { openPolicy, type PolicyInForce } from './services/policy-in-force.ts'
import { createReports } from './services/reports.ts'
import { createRetention } from './services/retention.ts'
import { createSchedules } from './services/schedules.ts'
import { demoCosts, pastDemoDays } from './sources/demo/index.ts'
import { openSqliteStore } from './store/sqlite.ts'
import { scopes } from './tools/define.ts'
import { tools } from './tools/index.ts'
import { version } from './version.ts'

export type Deps = Awaited<ReturnType<typeof createDeps>>

export async function createDeps(config: Config, logger: Logger) {
  const now = Date.now
  const onBackgroundError = (error: unknown) => logger.error({ err: error }, 'background work failed')
  const policy = await openPolicy(() => readPolicyFile(config.POLICY_FILE), now)
  const store = await openSqliteStore(config.DATA_DIR)
  const cache = memoryCache({ maxBytes: config.CACHE_MAX_MB * 1_000_000, now, onListenerError: onBackgroundError })
  const metrics = createMetrics({
    tools: tools.map(({ name }) => name),
    version,
    node: process.versions.node,
    dependencies: ['sqlite'],
    runtime: true,
  })
  const ownKey = `tw_${randomBytes(32).toString('base64url')}`
  const authenticate = await authenticationOf(config, ownKey, metrics, logger)
  const pool = openPool(awsSettingsOf(config))
  const estate = config.ESTATE
  const audits = createAudits({
    ...{ store, cache, work: pool.work, policy, estate, now, onBackgroundError },
    maxAgeS: config.SNAPSHOT_MAX_AGE_S,
    onJobEnd: (job, seconds) => observeJob(metrics, job, seconds),
  })
  const schedules = createSchedules({ store, audits, estate, now, onBackgroundError })
  const costs = costsOf(config)
  const reports = createReports({ audits, work: pool.work, store, costs, folder: config.ARTIFACT_DIR })
  const readPage = createPages({
    work: pool.work,
    cache,
    audits,
    onLook: (result) => metrics.cacheRequests.inc({ result }),
  })
  const services: Services = { readPage, estate, audits, policy, work: pool.work, store, costs, schedules, reports }
  const guards = createGuards(limitsOf(config), { cache, metrics, logger })
  const notice = () => policy.state().problem
  const gate = createGate({ tools, services, guards, log: groupedLog(store), metrics, logger, now, notice })
  const retention = createRetention({ store, config: retentionOf(config), now, onBackgroundError })
  const stopWatching = watchPolicy(config.POLICY_FILE, policy, (hash) => {
    cache.publish({ kind: 'policy_changed', policyHash: hash })
  })
  observeInForce(metrics, policy)
  metrics.dependencyUp.set({ dependency: 'sqlite' }, 1)
  cache.subscribe((event) => {
    if (event.kind === 'policy_changed') observeInForce(metrics, policy)
    else
      void store.audit(event.auditId).then((audit) => audit && metrics.observeAudit(audit.summary), onBackgroundError)
  })

  const closing = new AbortController()
  let isStarted = false

  /** What has to be there before anybody is answered; then the clocks start. Only the demo is small enough to wait for. */
  async function open(): Promise<void> {
    await audits.recover()
    if (estate === 'demo') {
      await audits.atLeastOne()
      const story = { policy: policy.state().policy, now: now(), pastDays: pastDemoDays(new Date(now())) }
      await tellDemoStory({ store, work: pool.work, ...story }, closing.signal)
    }
    const newest = await audits.current('start')
    if (newest.status === 'ready') metrics.observeAudit(newest.audit.summary)
    schedules.open()
    retention.open()
    isStarted = true
  }

  return {
    ...{ store, cache, metrics, services, gate, policy, guards },
    authenticate,
    /** Lets the shell in that finds it beside the data. */
    ownKey,
    isStarted: () => isStarted,
    open,
    /** For who asks once and goes: waits for the first audit. */
    async start(): Promise<void> {
      await open()
      await audits.atLeastOne()
    },
    async close(): Promise<void> {
      closing.abort()
      stopWatching()
      retention.close()
      schedules.close()
      await audits.close()
      await pool.close()
      await cache.close()
      await store.close()
    },
  }
}

function observeInForce(metrics: Metrics, policy: PolicyInForce): void {
  const { hash, document } = policy.state().policy
  metrics.observePolicy({ version: document.version, hash })
}

function observeJob(metrics: Metrics, { status, estate, resources, error, startedBy }: Job, seconds: number): void {
  if (status === 'working') return
  const job = startedBy === 'refresh' ? 'refresh' : startedBy.startsWith('sch_') ? 'schedule' : 'audit'
  metrics.jobRuns.inc({ job, outcome: status })
  metrics.jobSeconds.observe({ job }, seconds)
  metrics.scanSeconds.observe({ kind: estate === 'demo' || estate === 'aws' ? estate : 'file' }, seconds)
  metrics.scanResources.inc({}, resources)
  if (status === 'completed') metrics.scanLastSuccess.set({ account: 'all' }, Date.now() / 1000)
  else metrics.scanFailures.inc({ region: 'all', reason: status === 'cancelled' ? 'cancelled' : reasonOf(error) })
}

const reasonOf = (error: Job['error']) => scanReasons.find((reason) => reason === error?.code) ?? 'other'

async function authenticationOf(
  { AUTH_MODE, API_KEY_HASHES, API_KEY_HASHES_FILE }: Config,
  ownKey: string,
  metrics: Metrics,
  logger: Logger,
): Promise<Authenticate> {
  if (AUTH_MODE === 'none') return acceptEverybody(metrics)
  const own = [{ name: 'shell', scopes, hash: hashKey(ownKey) }]
  const keys = await openKeyRing({ hashes: API_KEY_HASHES, file: API_KEY_HASHES_FILE, own, now: Date.now, logger })
  return acceptApiKeys(keys, metrics)
}

function limitsOf(config: Config) {
  return {
    ratePerMinute: config.RATE_PER_MINUTE,
    budget: { maxCalls: config.MAX_CALLS_PER_WINDOW, windowS: config.WINDOW_S },
    loops: { maxEqualCalls: config.LOOP_MAX_EQUAL_CALLS, windowS: config.LOOP_WINDOW_S },
  }
}

function retentionOf(config: Config) {
  return { days: config.RETENTION_DAYS, keepAtLeast: config.RETENTION_MIN_SNAPSHOTS }
}

function costsOf({ COSTS, COSTS_FILE }: Config): CostSource {
  if (COSTS === 'demo') return costsFromLines(async () => demoCosts(new Date()), 'demo')
  if (COSTS === 'file' && COSTS_FILE) return costsFromLines(() => readCostLines(COSTS_FILE), 'bill_file')
  return noCosts
}

async function readPolicyFile(path: string): Promise<string> {
  try {
    return await promisify(readFile)(path, 'utf8')
  } catch (cause) {
    throw new AppError('unreadable', `${path}: the policy file cannot be read.`, {
      hint: 'Set POLICY_FILE; policies/examples/minimal.json is one to start from.',
      cause,
    })
  }
}

const lookEveryMs = 500

/** Looks at the file's time, not for events: those get lost on mounts and when editors replace the file. */
function watchPolicy(path: string, policy: PolicyInForce, onChange: (hash: string) => void): () => void {
  const look = () => {
    void policy.reload().then((changed) => {
      if (changed) onChange(policy.state().policy.hash)
    })
  }
  watchFile(path, { interval: lookEveryMs, persistent: false }, look)
  return () => unwatchFile(path, look)
}
