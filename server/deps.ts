// The composition root: from settings to the parts that do the work, and back in reverse order.

import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { awsSettingsOf } from './config/aws.ts'
import type { Config } from './config.ts'
import { AppError } from './core/errors.ts'
import { toMicros } from './core/money.ts'
import type { SpendEvents } from './costs/cost-explorer/governor.ts'
import { costsFromAthena, costsFromAws, costsFromFiles } from './costs/index.ts'
import { costsFromLines, noCosts, readCostLines } from './costs/lines.ts'
import { followPolicy } from './follow-policy.ts'
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
import type { Cache, CostSource, Job, Store } from './ports.ts'
import { openReplicaState } from './replica-state.ts'
import { createAudits } from './services/audits.ts'
import { tellDemoStory } from './services/demo-story.ts'
import type { Services } from './services/index.ts'
import { createPages } from './services/pages.ts'
import { openPolicy, type PolicyInForce, type PolicySource, policyFile } from './services/policy-in-force.ts'
import { publishedPolicy } from './services/published-policy.ts'
import { createRemediation, type Remediation, type RemediationDeps } from './services/remediation.ts'
import { remediationPlans } from './services/remediation-plans.ts'
import { createReports } from './services/reports.ts'
import { createRetention } from './services/retention.ts'
import { createSchedules } from './services/schedules.ts'
import { awsWrites } from './sources/aws/estate.ts'
import { demoCosts, pastDemoDays } from './sources/demo/index.ts'
import { scopes } from './tools/define.ts'
import { toolsFor } from './tools/index.ts'
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
  const tools = toolsFor(config)
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
  const costs = costsOf(config, { store, cache, now, metrics })
  const reports = createReports({ audits, work: pool.work, store, costs, folder: config.ARTIFACT_DIR })
  const readPage = createPages({
    work: pool.work,
    cache,
    audits,
    onLook: (result) => metrics.cacheRequests.inc({ result }),
  })
  const guards = createGuards(limitsOf(config), { cache, metrics, logger })
  const notice = () => policy.state().problem
  const log = callLog({
    ...{ writer: groupedLog(store), spool: fileSpool(join(config.DATA_DIR, 'refusals.ndjson'), spoolBytes), logger },
    onDropped: () => metrics.auditDropped.inc(),
  })
  const remediation = remediationOf(config, { policy, log, metrics, now, logger })
  const services: Services = {
    ...{ readPage, estate, audits, policy, work: pool.work, store, costs, schedules, reports, remediation },
  }
  const gate = createGate({ tools, services, guards, log, metrics, logger, now, notice })
  const retention = createRetention({ store, config: retentionOf(config), now, onBackgroundError })
  const news = followPolicy({ opened, config, policy, events, onBackgroundError })
  if (opened.kind === 'postgres') metrics.observePool(opened.store.poolCounts)
  observeInForce(metrics, policy)
  metrics.dependencyUp.set({ dependency: opened.kind }, 1)
  news.subscribe((one) => {
    if (one.kind === 'audit_cancelled') return
    if (one.kind === 'audit_finished')
      void store.audit(one.auditId).then((audit) => audit && metrics.observeAudit(audit.summary), onBackgroundError)
    else observeInForce(metrics, policy)
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
    ...{ store, cache, events, news, log, metrics, services, gate, policy, guards },
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
      news.close()
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

function limitsOf(config: Config) {
  return {
    ratePerMinute: config.RATE_PER_MINUTE,
    budget: { maxCalls: config.MAX_CALLS_PER_WINDOW, windowS: config.WINDOW_S },
    loops: { maxEqualCalls: config.LOOP_MAX_EQUAL_CALLS, windowS: config.LOOP_WINDOW_S },
  }
}

type RemediationParts = Pick<RemediationDeps, 'policy' | 'log' | 'now'> & {
  readonly metrics: Metrics
  readonly logger: Logger
}

function remediationOf(config: Config, { metrics, logger, ...parts }: RemediationParts): Remediation | null {
  const { ENABLE_WRITES, WRITE_ROLE_ARN, DATA_DIR, ARTIFACT_DIR, ESTATE } = config
  if (!ENABLE_WRITES || WRITE_ROLE_ARN === undefined) return null
  return createRemediation({
    ...parts,
    plans: remediationPlans(DATA_DIR),
    writer: awsWrites(awsSettingsOf(config), WRITE_ROLE_ARN),
    undoFolder: ARTIFACT_DIR,
    estate: ESTATE,
    onOutcome: (outcome) => metrics.tagWrites.inc({ outcome }),
    onProblem: (error) => logger.warn({ err: error }, 'tags of an approved plan were not written'),
  })
}

function retentionOf(config: Config) {
  return { days: config.RETENTION_DAYS, keepAtLeast: config.RETENTION_MIN_SNAPSHOTS }
}

type CostParts = {
  readonly store: Store
  readonly cache: Cache
  readonly now: () => number
  readonly metrics: Metrics
}

function costsOf(config: Config, { metrics, ...parts }: CostParts): CostSource {
  const { COSTS, COSTS_FILE, ATHENA_DATABASE: database, ATHENA_TABLE: table } = config
  if (COSTS === 'focus' && COSTS_FILE) return costsFromFiles(exportOf(config, COSTS_FILE), parts.now)
  if (COSTS === 'athena' && database && table) {
    const { ATHENA_WORKGROUP: workgroup, ATHENA_OUTPUT: output } = config
    return costsFromAthena({ database, table, workgroup, output }, parts.now)
  }
  if (COSTS === 'cost-explorer') return costsFromAws(purchasesOf(config), { ...parts, events: spendingSeen(metrics) })
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

function spendingSeen(metrics: Metrics): SpendEvents {
  return {
    paid(requests, usd) {
      metrics.costRequests.inc({}, requests)
      metrics.costUsd.inc({}, usd)
    },
    refused: (cap) => metrics.costRefusals.inc({ cap }),
    cached: (result) => metrics.costAnswers.inc({ result }),
  }
}

async function readPolicyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new AppError('unreadable', `${path}: the policy file cannot be read.`, {
      hint: 'Set POLICY_FILE; policies/examples/minimal.json is one to start from.',
      cause,
    })
  }
}

/** A row of the shared database, or a file of our own. */
function policySource(opened: OpenedStore, { POLICY_FILE }: Config, now: () => number): PolicySource {
  const file = policyFile(() => readPolicyFile(POLICY_FILE))
  return opened.kind === 'postgres' ? publishedPolicy({ store: opened.store, seed: file, now }) : file
}
