// One worker of graphile-worker from its first heartbeat to its end.

import { EventEmitter } from 'node:events'
import { Logger, run as startRunner, type WorkerEvents } from 'graphile-worker'
import type pg from 'pg'
import { type RunJob, runUntilDone } from '../run-until-done.ts'
import { startHeartbeat } from './heartbeat.ts'
import { schema } from './migrate.ts'

export const taskName = 'audit'

export type Rhythm = {
  readonly beatMs: number
  readonly deadAfterMs: number
  /** How often it looks for jobs that nobody announced, such as those of the dead. */
  readonly pollMs: number
}

export type LifeOptions = {
  readonly pool: pg.Pool
  readonly replica: string
  readonly run: RunJob
  readonly onError: (error: unknown) => void
  readonly rhythm: Rhythm
}

export type Life = {
  /** Resolves when it has to end. */
  readonly lost: Promise<void>
  /** What runs is aborted and handed back. */
  readonly close: () => void
  /** Resolves when nothing runs any more. */
  readonly end: () => Promise<void>
}

/** Two threads do the heavy work of a process. */
const concurrency = 2

export async function beginLife({ pool, replica, run, onError, rhythm }: LifeOptions): Promise<Life> {
  const stop = new AbortController()
  const lost = Promise.withResolvers<void>()
  let isLost = false
  let workerId = ''
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => {
    workerId = workerPool.id
  })
  const runner = await startRunner({
    ...{ pgPool: pool, schema, concurrency, events, noHandleSignals: true, crontab: '' },
    ...{ pollInterval: rhythm.pollMs, logger: errorsOnly(onError) },
    // Without a batch a failed acknowledgement would be a rejection that nobody handles.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: { [taskName]: (payload) => runTask(idOf(payload)) },
  })

  async function runTask(id: string): Promise<void> {
    await runUntilDone(run, id, stop.signal, onError)
    // A failure of a worker without its locks changes nothing; an acknowledgement would remove the job.
    if (isLost) throw new Error('another worker has this job by now')
    if (stop.signal.aborted) await handBack(pool, id)
  }

  const lose = () => {
    isLost = true
    stop.abort()
    lost.resolve()
  }
  runner.promise.then(lost.resolve, (error) => {
    onError(error)
    lost.resolve()
  })
  const heartbeat = await startHeartbeat({ pool, workerId, replica, ...rhythm, onLost: lose, onError })
  return {
    lost: lost.promise,
    close() {
      stop.abort()
      lost.resolve()
    },
    async end() {
      stop.abort()
      await runner.stop().catch(() => {})
      await heartbeat.stop().catch(onError)
    },
  }
}

/** As a new job: graphile-worker would let one that failed wait longer each time. */
async function handBack(pool: pg.Pool, id: string): Promise<void> {
  await pool.query(
    `SELECT FROM ${schema}.add_job($1, json_build_object('id', $2::text), max_attempts := 10000, job_key := $2,
       queue_name := (SELECT queue_name FROM ${schema}.jobs WHERE key = $2), job_key_mode := 'replace')`,
    [taskName, id],
  )
}

// The only payload `enqueue` writes.
const idOf = (payload: unknown): string => (payload as { id: string }).id

const errorsOnly = (onError: (error: unknown) => void) =>
  new Logger(() => (level, message) => {
    if (level === 'error') onError(new Error(message))
  })
