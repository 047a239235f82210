// Audits at set times. A schedule is a row with its next run, so it outlives restarts; one that was missed runs once.

import { Cron } from 'croner'
import { AppError } from '../core/errors.ts'
import type { Schedule, Store } from '../ports.ts'
import type { Audits } from './audits.ts'
import { newId } from './ids.ts'

export type SchedulesDeps = {
  readonly store: Store
  readonly audits: Pick<Audits, 'start'>
  readonly estate: string
  /** Of all who look, so that each of them sees the same schedule due. */
  readonly clock: () => Promise<number>
  readonly onBackgroundError: (error: unknown) => void
}

export type Schedules = ReturnType<typeof createSchedules>

const lookEveryMs = 1000
const clockToleranceMs = 60_000
/** Each is an audit of everything; more than these is a mistake. */
const mostSchedules = 50

export function createSchedules({ store, audits, estate, clock, onBackgroundError }: SchedulesDeps) {
  let timer: NodeJS.Timeout | undefined

  async function create(cron: string, timeZone: string, createdBy: string): Promise<Schedule> {
    const at = await clock()
    if ((await store.schedules()).length >= mostSchedules) {
      throw new AppError('conflict', `There are ${mostSchedules} schedules already.`, { hint: 'Delete one first.' })
    }
    const schedule: Schedule = {
      ...{ id: newId('schedule', at), estate, cron, timeZone, createdBy },
      createdAt: new Date(at).toISOString(),
      lastRunAt: null,
      nextRunAt: nextRun(cron, timeZone, at),
    }
    await store.addSchedule(schedule)
    return schedule
  }

  async function runDue(): Promise<void> {
    const at = await clock()
    for (const schedule of await store.schedules()) {
      if (ranInFuture(schedule, at)) await setRight(schedule, at)
      if (Date.parse(schedule.nextRunAt) > at) continue
      // The key makes it one audit, however many replicas get here and however often a crash repeats it.
      await audits.start(schedule.id, `${schedule.id} ${schedule.nextRunAt}`)
      const nextRunAt = nextRun(schedule.cron, schedule.timeZone, at)
      const change = { lastRunAt: new Date(at).toISOString(), nextRunAt }
      await store.updateSchedule(schedule.id, change, schedule.nextRunAt)
    }
  }

  /** The clock was ahead and is right again: by then the next run was reckoned, perhaps days too late. */
  async function setRight({ id, cron, timeZone, nextRunAt }: Schedule, at: number): Promise<void> {
    const change = { lastRunAt: new Date(at).toISOString(), nextRunAt: nextRun(cron, timeZone, at) }
    await store.updateSchedule(id, change, nextRunAt)
  }

  return {
    create,
    list: () => store.schedules(),
    async remove(id: string): Promise<void> {
      if (await store.deleteSchedule(id)) return
      throw new AppError('not_found', `There is no schedule "${id}".`, { hint: 'List them with schedule_audit.' })
    },
    runDue,
    open(): void {
      timer = setInterval(() => void runDue().catch(onBackgroundError), lookEveryMs)
      timer.unref()
    },
    close(): void {
      clearInterval(timer)
    },
  }
}

const ranInFuture = ({ lastRunAt }: Schedule, at: number): boolean =>
  lastRunAt !== null && Date.parse(lastRunAt) > at + clockToleranceMs

/** The first time after `after` that the rule names, in its own time zone. */
export function nextRun(cron: string, timeZone: string, after: number): string {
  try {
    const next = new Cron(cron, { timezone: timeZone, mode: '5-part' }).nextRun(new Date(after))
    if (next) return next.toISOString()
  } catch (cause) {
    throw new AppError('bad_usage', `"${cron}" in the time zone "${timeZone}" is no schedule.`, {
      hint: 'Give five cron fields such as "0 6 * * 1" and a zone such as Europe/Berlin.',
      cause,
    })
  }
  throw new AppError('bad_usage', `"${cron}" never comes.`, { hint: 'Give five cron fields such as "0 6 * * 1".' })
}
