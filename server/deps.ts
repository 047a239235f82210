// The composition root: from settings to the parts that do the work, and back in reverse order.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createBackground } from './background.ts'
import { awsSettingsOf } from './config/aws.ts'
import type { Config } from './config.ts'
import { followPolicy } from './follow-policy.ts'
import { callLog } from './gate/call-log.ts'
import { groupedLog } from './gate/log-writer.ts'
import { fileSpool } from './gate/spool.ts'
import { createGate } from './gate.ts'
import { createGuards } from './guards/index.ts'
import type { Logger } from './logger.ts'
import { createMetrics } from './metrics.ts'
import { observeJob, observeNews, observePolicy } from './observe.ts'
import { openCosts } from './open-costs.ts'
import { authenticationOf, limitsOf } from './open-guards.ts'
import { openJobs } from './open-jobs.ts'
import { openRemediation } from './open-remediation.ts'
import { openStore } from './open-store.ts'
import { policySource } from './policy-source.ts'
import { openPool } from './pool.ts'
import { openReplicaState } from './replica-state.ts'
import { createAttribution } from './services/attribution.ts'
import { createAudits } from './services/audits.ts'
import type { Services } from './services/index.ts'
import { createPages } from './services/pages.ts'
import { openPolicy } from './services/policy-in-force.ts'
import { createReports } from './services/reports.ts'
import { createRetention } from './services/retention.ts'
import { createSchedules } from './services/schedules.ts'
import { toolsFor } from './tools/index.ts'
import { version } from './version.ts'

/** Some 10,000 refusals. */
const spoolBytes = 4_000_000

export type Deps = Awaited<ReturnType<typeof createDeps>>

type Ground = {
  readonly config: Config
  readonly logger: Logger
  readonly now: () => number
  readonly onBackgroundError: (error: unknown) => void
}

export async function createDeps(config: Config, logger: Logger) {
  const onBackgroundError = (error: unknown) => logger.error({ err: error }, 'background work failed')
  const ground: Ground = { config, logger, now: Date.now, onBackgroundError }
  const state = await openState(ground)
  const { opened, store, cache, policy, metrics, replicas } = state
  const ownKey = `tw_${randomBytes(32).toString('base64url')}`
  const authenticate = await authenticationOf(config, ownKey, metrics, logger)
  const work = await openWork(ground, state)
  const entrance = openEntrance(ground, state, work)
  const news = observe(ground, state)
  await work.audits.open()
  const background = backgroundOf(ground, state, work)

  return {
    ...{ store, cache, events: replicas.events, news, metrics, policy, ...entrance },
    ...{ storeKind: opened.kind, storePlace: opened.place },
    policyPlace: opened.kind === 'postgres' ? 'published in the database' : config.POLICY_FILE,
    authenticate,
    isRedisUp: replicas.isRedisUp,
    /** Lets the shell in that finds it beside the data. */
    ownKey,
    isStarted: background.isStarted,
    open: background.open,
    /** For who asks once and goes: waits for the first audit. */
    async start(): Promise<void> {
      await background.open()
      await work.audits.atLeastOne()
    },
    async close(): Promise<void> {
      background.close()
      news.close()
      entrance.log.close()
      await work.audits.close()
      await work.pool.close()
      await work.costs.close?.()
      await replicas.close()
      await store.close()
    },
  }
}

type State = Awaited<ReturnType<typeof openState>>

/** What outlives a request, and the policy that is read from it. */
async function openState({ config, logger, now, onBackgroundError }: Ground) {
  const opened = await openStore(config, (err) => logger.warn({ err }, 'a database connection was lost'))
  const { store } = opened
  const clock = opened.kind === 'postgres' ? opened.store.clock : async () => now()
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
  return { opened, store, clock, policy, tools, metrics, replicas, cache: replicas.cache }
}

type Work = Awaited<ReturnType<typeof openWork>>

/** The use cases that judge, count and render, and the threads they do it in. */
async function openWork({ config, logger, now, onBackgroundError }: Ground, state: State) {
  const { store, clock, policy, metrics, cache } = state
  const pool = openPool(awsSettingsOf(config))
  const { work } = pool
  const estate = config.ESTATE
  const jobs = await openJobs(config, onBackgroundError)
  const audits = createAudits({
    ...{ store, events: state.replicas.events, jobs, work, policy, estate, now, onBackgroundError },
    maxAgeS: config.SNAPSHOT_MAX_AGE_S,
    onJobEnd: (job, seconds) => observeJob(metrics, job, seconds),
  })
  const schedules = createSchedules({ store, audits, estate, clock, onBackgroundError })
  const costs = openCosts(config, { store, cache, now, metrics, logger })
  const verdictFolder = join(config.DATA_DIR, 'bill', 'verdicts')
  const attribute = createAttribution({ audits, work, costs, folder: verdictFolder })
  const reports = createReports({ audits, work, store, costs, attribute, folder: config.ARTIFACT_DIR })
  const readPage = createPages({ work, cache, audits, onLook: (result) => metrics.cacheRequests.inc({ result }) })
  return { pool, work, estate, audits, schedules, costs, attribute, reports, readPage }
}

/** The one way in, and who stands at it. */
function openEntrance({ config, logger, now }: Ground, state: State, { pool: _, ...useCases }: Work) {
  const { store, policy, tools, metrics, cache } = state
  const guards = createGuards(limitsOf(config), { cache, metrics, logger })
  const log = callLog({
    ...{ writer: groupedLog(store), spool: fileSpool(join(config.DATA_DIR, 'refusals.ndjson'), spoolBytes), logger },
    onDropped: () => metrics.auditDropped.inc(),
  })
  const remediation = openRemediation(config, { policy, log, metrics, now, logger })
  const services: Services = { ...useCases, policy, store, remediation }
  const notice = () => policy.state().problem
  const gate = createGate({ tools, services, guards, log, metrics, logger, now, notice })
  return { guards, log, services, gate }
}

/** Shows in the metrics what is there and what happens; the news. */
function observe({ config, onBackgroundError }: Ground, { opened, store, policy, metrics, replicas }: State) {
  const news = followPolicy({ opened, config, policy, events: replicas.events, onBackgroundError })
  if (opened.kind === 'postgres') metrics.observePool(opened.store.poolCounts)
  observePolicy(metrics, policy)
  metrics.dependencyUp.set({ dependency: opened.kind }, 1)
  news.subscribe(observeNews({ store, policy, metrics, onError: onBackgroundError }))
  return news
}

function backgroundOf({ config, now, onBackgroundError }: Ground, state: State, { work, audits, schedules }: Work) {
  const { store, clock, policy, metrics } = state
  const kept = { days: config.RETENTION_DAYS, keepAtLeast: config.RETENTION_MIN_SNAPSHOTS }
  const retention = createRetention({ store, config: kept, clock, onBackgroundError })
  const estate = config.ESTATE
  return createBackground({
    ...{ store, work, audits, schedules, retention, policy, metrics, estate, now, onBackgroundError },
  })
}
