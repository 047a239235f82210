// The composition root: from settings to the parts that do the work, and back in reverse order.

import { randomBytes } from 'node:crypto'
import { readFile, unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Config } from './config.ts'
import { AppError } from './core/errors.ts'
import { toMicros } from './core/money.ts'
import type { SpendEvents } from './costs/cost-explorer/governor.ts'
import { costsFromAthena, costsFromAws, costsFromFiles } from './costs/index.ts'
import { costsFromLines, noCosts, readCostLines } from './costs/lines.ts'
import { callLog } from './gate/call-log.ts'
import { groupedLog } from './gate/log-writer.ts'
import { fileSpool } from './gate/spool.ts'
import { createGate } from './gate.ts'
import { type Authenticate, acceptApiKeys, acceptEverybody } from './guards/authenticate.ts'
import { createGuards } from './guards/index.ts'
import { hashKey, openKeyRing } from './guards/key-ring.ts'
import type { Logger } from './logger.ts'
import { scanReasons } from './metrics/label-sets.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { openJobs } from './open-jobs.ts'
import { type OpenedStore, openStore } from './open-store.ts'
import { openPool } from './pool.ts'
import type { Cache, CostSource, Job, PolicyPublications, Store } from './ports.ts'
import { openReplicaState } from './replica-state.ts'
import { createAttribution } from './services/attribution.ts'
import { createAudits } from './services/audits.ts'
import { tellDemoStory } from './services/demo-story.ts'
import type { Services } from './services/index.ts'
import { createPages } from './services/pages.ts'
import { openPolicy, type PolicyInForce } from './services/policy-in-force.ts'
import { publishedText } from './services/published-policy.ts'
import { createReports } from './services/reports.ts'
import { createRetention } from './services/retention.ts'
import { createSchedules } from './services/schedules.ts'
import type { AwsSettings } from './sources/aws/estate.ts'
import { demoCosts, pastDemoDays } from './sources/demo/index.ts'
import { scopes } from './tools/define.ts'
import { tools } from './tools/index.ts'
import { version } from './version.ts'

/** Some 10,000 refusals. */
const spoolBytes = 4_000_000

/** A job whose replica died between storing it and handing it over is handed over by another. */
const recoverEveryMs = 30_000

export type Deps = Awaited<ReturnType<typeof createDeps>>

export async function createDeps(config: Config, logger: Logger) {
  const now = Date.now
  const onBackgroundError = (error: unknown) => logger.error({ err: error }, 'background work failed')
  const opened = await openStore(config, (err) => logger.warn({ err }, 'a database connection was lost'))
  const { store } = opened
  const policy = await openPolicy(policySource(opened, config, now), now).catch(async (cause) => {
    await store.close()
    throw cause
  })
  const metrics = createMetrics({
    tools: tools.map(({ name }) => name),
    version,
    node: process.versions.node,
    dependencies: [opened.kind, ...(config.REDIS_URL ? ['redis'] : [])],
    runtime: true,
  })
  const replicas = await openReplicaState(config, { logger, metrics, now, onBackgroundError })
  const { cache, events } = replicas
  const ownKey = `tw_${randomBytes(32).toString('base64url')}`
  const authenticate = await authenticationOf(config, ownKey, metrics, logger)
  const pool = openPool(awsSettingsOf(config))
  const estate = config.ESTATE
  const jobs = await openJobs(config, onBackgroundError)
  const audits = createAudits({
    ...{ store, events, jobs, work: pool.work, policy, estate, now, onBackgroundError },
    maxAgeS: config.SNAPSHOT_MAX_AGE_S,
    onJobEnd: (job, seconds) => observeJob(metrics, job, seconds),
  })
  const schedules = createSchedules({ store, audits, estate, now, onBackgroundError })
  const costs = costsOf(config, { store, cache, now, metrics, logger })
  const verdictFolder = join(config.DATA_DIR, 'bill', 'verdicts')
  const attribute = createAttribution({ audits, work: pool.work, costs, folder: verdictFolder })
  const reports = createReports({ audits, work: pool.work, store, costs, attribute, folder: config.ARTIFACT_DIR })
  const readPage = createPages({
    work: pool.work,
    cache,
    audits,
    onLook: (result) => metrics.cacheRequests.inc({ result }),
  })
  const services: Services = {
    ...{ readPage, estate, audits, policy, work: pool.work, store, costs, attribute, schedules, reports },
  }
  const guards = createGuards(limitsOf(config), { cache, metrics, logger })
  const notice = () => policy.state().problem
  const log = callLog({
    ...{ writer: groupedLog(store), spool: fileSpool(join(config.DATA_DIR, 'refusals.ndjson'), spoolBytes), logger },
    onDropped: () => metrics.auditDropped.inc(),
  })
  const gate = createGate({ tools, services, guards, log, metrics, logger, now, notice })
  const retention = createRetention({ store, config: retentionOf(config), now, onBackgroundError })
  const stopWatching = watchPolicy(opened, config, policy, (hash) => {
    events.publish({ kind: 'policy_changed', policyHash: hash })
  })
  if (opened.kind === 'postgres') metrics.observePool(opened.store.poolCounts)
  observeInForce(metrics, policy)
  metrics.dependencyUp.set({ dependency: opened.kind }, 1)
  events.subscribe((news) => {
    if (news.kind === 'audit_cancelled') return
    if (news.kind === 'audit_finished')
      void store.audit(news.auditId).then((audit) => audit && metrics.observeAudit(audit.summary), onBackgroundError)
    // Also this replica's own news: reading the policy again then changes nothing.
    else void policy.reload().then(() => observeInForce(metrics, policy), onBackgroundError)
  })

  await audits.open()
  const closing = new AbortController()
  let isStarted = false
  let recovering: NodeJS.Timeout | undefined

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
    recovering = setInterval(() => void audits.recover().catch(onBackgroundError), recoverEveryMs).unref()
    isStarted = true
  }

  return {
    ...{ store, cache, events, log, metrics, services, gate, policy, guards },
    ...{ storeKind: opened.kind, storePlace: opened.place },
    policyPlace: opened.kind === 'postgres' ? 'published in the database' : config.POLICY_FILE,
    authenticate,
    isRedisUp: replicas.isRedisUp,
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
      clearInterval(recovering)
      stopWatching()
      log.close()
      retention.close()
      schedules.close()
      await audits.close()
      await pool.close()
      await costs.close?.()
      await replicas.close()
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

function awsSettingsOf(config: Config): AwsSettings {
  return {
    homeRegion: config.AWS_REGION?.[0] ?? config.AWS_REGIONS?.[0] ?? null,
    regions: config.AWS_REGIONS ?? [],
    types: config.AWS_TYPES ?? [],
    accounts: [],
    rolesFile: config.AWS_ROLES_FILE ?? null,
    callsAtOnce: config.AWS_MAX_CALLS,
    maxAttempts: config.AWS_MAX_ATTEMPTS,
    cellTimeoutMs: config.AWS_CELL_TIMEOUT_S * 1000,
  }
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

type CostParts = {
  readonly store: Store
  readonly cache: Cache
  readonly now: () => number
  readonly metrics: Metrics
  readonly logger: Logger
}

function costsOf(config: Config, parts: CostParts): CostSource {
  const { COSTS, COSTS_FILE, ATHENA_DATABASE: database, ATHENA_TABLE: table } = config
  if (COSTS === 'focus' && COSTS_FILE) return costsFromFiles(exportOf(config, COSTS_FILE), parts.now)
  if (COSTS === 'athena' && database && table) {
    const { ATHENA_WORKGROUP: workgroup, ATHENA_OUTPUT: output } = config
    return costsFromAthena({ database, table, workgroup, output }, parts.now)
  }
  if (COSTS === 'cost-explorer') return costsFromAws(purchasesOf(config), { ...parts, events: spendingSeen(parts) })
  if (COSTS === 'demo') return costsFromLines(async () => demoCosts(new Date()), 'demo')
  if (COSTS === 'file' && COSTS_FILE) return costsFromLines(() => readCostLines(COSTS_FILE), 'bill_file')
  return noCosts
}

function exportOf(config: Config, path: string) {
  const { DATA_DIR: dataFolder, COSTS_MEMORY_MB: memoryMb, COSTS_THREADS: threads, COSTS_CACHE_MAX_MB } = config
  return { path, dataFolder, memoryMb, threads, cacheMaxBytes: COSTS_CACHE_MAX_MB * 1_000_000 }
}

function purchasesOf(config: Config) {
  const caps = {
    callMicros: toMicros(config.COSTS_MAX_USD_PER_CALL),
    callerMicros: toMicros(config.COSTS_MAX_USD_PER_CALLER_DAY),
    dayMicros: toMicros(config.COSTS_MAX_USD_PER_DAY),
  }
  return { region: config.COSTS_REGION, metric: config.COSTS_METRIC, mostPages: config.COSTS_MAX_PAGES, caps }
}

function spendingSeen({ metrics, logger }: CostParts): SpendEvents {
  return {
    paid(requests, usd) {
      metrics.costRequests.inc({}, requests)
      metrics.costUsd.inc({}, usd)
    },
    refused: (cap) => metrics.costRefusals.inc({ cap }),
    cached: (result) => metrics.costAnswers.inc({ result }),
    unsettled(err) {
      metrics.costUnsettled.inc()
      logger.warn({ err }, 'what a paid question cost could not be written')
    },
  }
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

/** A row of the shared database, or a file of our own. */
function policySource(opened: OpenedStore, { POLICY_FILE }: Config, now: () => number): () => Promise<string> {
  const readSeed = () => readPolicyFile(POLICY_FILE)
  return opened.kind === 'postgres' ? publishedText({ store: opened.store, readSeed, now }) : readSeed
}

/** Returns how to stop. */
function watchPolicy(
  opened: OpenedStore,
  { POLICY_FILE }: Config,
  policy: PolicyInForce,
  onChange: (hash: string) => void,
): () => void {
  const look = async () => {
    if (await policy.reload()) onChange(policy.state().policy.hash)
  }
  return opened.kind === 'postgres' ? watchRow(opened.store, policy, look) : watchPolicyFile(POLICY_FILE, look)
}

/** Every replica looks for itself, so that a change needs no messenger to reach them all. */
function watchRow(store: PolicyPublications, policy: PolicyInForce, look: () => Promise<void>): () => void {
  let isLooking = false
  const lookOnce = async () => {
    if (isLooking) return
    isLooking = true
    try {
      const published = await store.published()
      if (published !== null && published.policyHash !== policy.state().policy.hash) await look()
    } catch {
      // The store does not answer: readiness tells, and the next look comes soon.
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(() => void lookOnce(), lookEveryMs).unref()
  return () => clearInterval(timer)
}

/** Looks at the file's time, not for events: those get lost on mounts and when editors replace the file. */
function watchPolicyFile(path: string, look: () => Promise<void>): () => void {
  const onChange = () => void look()
  watchFile(path, { interval: lookEveryMs, persistent: false }, onChange)
  return () => unwatchFile(path, onChange)
}
