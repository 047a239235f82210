import { describe, expect, test } from 'vitest'
import { jobStatuses } from '../../server/ports.ts'
import { createSchedules, nextRun } from '../../server/services/schedules.ts'
import { openServices } from '../support/services.ts'

const at = (text: string) => Date.parse(text)

describe('the next run is the rule in its own time zone', () => {
  test.each([
    ['before the time of the day', '0 6 * * *', 'UTC', '2026-03-01T05:59:00Z', '2026-03-01T06:00:00.000Z'],
    ['at the time itself the next day', '0 6 * * *', 'UTC', '2026-03-01T06:00:00Z', '2026-03-02T06:00:00.000Z'],
    ['in winter', '0 6 * * *', 'Europe/Berlin', '2026-01-10T00:00:00Z', '2026-01-10T05:00:00.000Z'],
    ['in summer', '0 6 * * *', 'Europe/Berlin', '2026-07-10T00:00:00Z', '2026-07-10T04:00:00.000Z'],
    ['half an hour off', '0 6 * * *', 'Asia/Kolkata', '2026-07-10T00:00:00Z', '2026-07-10T00:30:00.000Z'],
    ['across the date line', '0 6 * * 1', 'Pacific/Auckland', '2026-07-10T00:00:00Z', '2026-07-12T18:00:00.000Z'],
    ['on the 31st, in months that have one', '0 0 31 * *', 'UTC', '2026-02-01T00:00:00Z', '2026-03-31T00:00:00.000Z'],
    ['on leap days', '0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('%s', (_name, cron, zone, after, expected) => {
    expect(nextRun(cron, zone, at(after))).toBe(expected)
  })
})

/** Every run within two years, as the clock on the wall shows it. */
function runsOf(cron: string, timeZone: string): { readonly day: string; readonly time: string }[] {
  const wall = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const runs: { day: string; time: string }[] = []
  for (let now = at('2026-01-01T12:00:00Z'); now < at('2028-01-01T00:00:00Z'); ) {
    now = at(nextRun(cron, timeZone, now))
    const when = new Date(now)
    runs.push({ day: when.toLocaleDateString('en-CA', { timeZone }), time: when.toLocaleTimeString('en-GB', wall) })
  }
  return runs
}

describe('when clocks change', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Africa/Cairo']

  test.each(zones)('a daily run in %s is once a day, at its time', (zone) => {
    const runs = runsOf('0 6 * * *', zone)
    expect(new Set(runs.map(({ day }) => day)).size).toBe(runs.length)
    expect(new Set(runs.map(({ time }) => time))).toEqual(new Set(['06:00']))
    expect(runs.length).toBeGreaterThan(728)
  })

  test.each([
    ['Europe/Berlin', '30 2 * * *'],
    ['America/New_York', '30 2 * * *'],
    ['America/Santiago', '30 0 * * *'],
  ])('a run in %s at an hour that is skipped or doubled is once on each day', (zone, cron) => {
    const runs = runsOf(cron, zone)
    expect(new Set(runs.map(({ day }) => day)).size).toBe(runs.length)
    expect(runs.length).toBeGreaterThan(728)
  })
})

test.each([
  ['words', 'daily', 'UTC'],
  ['a minute that is none', '60 6 * * *', 'UTC'],
  ['four fields', '0 6 * *', 'UTC'],
  ['six fields', '0 0 6 * * *', 'UTC'],
  ['a day that never comes', '0 0 31 2 *', 'UTC'],
  ['a zone that is none', '0 6 * * *', 'Mars/Olympus'],
])('refuses %s', (_name, cron, zone) => {
  expect(() => nextRun(cron, zone, at('2026-01-01T00:00:00Z'))).toThrow(expect.objectContaining({ code: 'bad_usage' }))
})

/** A clock that is set by hand beside the real parts. */
async function clockwork() {
  const { store, services } = await openServices({ ESTATE: 'test/tools/two-buckets.ndjson' })
  const clock = { now: at('2026-11-21T05:00:00Z') }
  const open = () =>
    createSchedules({
      ...{ store, audits: services.audits, estate: services.estate, clock: async () => clock.now },
      onBackgroundError: (error) => expect.unreachable(String(error)),
    })
  const started = async () => {
    const jobs = await Promise.all(jobStatuses.map((status) => store.jobs(status)))
    return jobs.flat().map(({ idempotencyKey }) => idempotencyKey)
  }
  return { open, started, clock }
}

describe('a schedule that is due', () => {
  test('runs once, and its next run is the one after', async () => {
    const { open, started, clock } = await clockwork()
    const schedules = open()
    const { id } = await schedules.create('0 6 * * *', 'UTC', 'tests')
    await schedules.runDue()
    expect(await started()).toEqual([])
    clock.now = at('2026-11-21T06:00:01Z')
    await schedules.runDue()
    await schedules.runDue()
    expect(await started()).toEqual([`${id} 2026-11-21T06:00:00.000Z`])
    expect(await schedules.list()).toMatchObject([
      { lastRunAt: '2026-11-21T06:00:01.000Z', nextRunAt: '2026-11-22T06:00:00.000Z' },
    ])
  })

  test('runs once, also if it was missed many times while the server was down', async () => {
    const { open, started, clock } = await clockwork()
    await open().create('0 6 * * *', 'UTC', 'tests')
    clock.now = at('2026-11-30T09:00:00Z')
    const afterRestart = open()
    await afterRestart.runDue()
    await afterRestart.runDue()
    expect(await started()).toHaveLength(1)
    expect(await afterRestart.list()).toMatchObject([{ nextRunAt: '2026-12-01T06:00:00.000Z' }])
  })

  test('runs once, however many look at the same time', async () => {
    const { open, started, clock } = await clockwork()
    const replicas = [open(), open(), open()]
    await replicas[0]?.create('0 6 * * *', 'UTC', 'tests')
    clock.now = at('2026-11-21T06:00:01Z')
    await Promise.all(replicas.map((one) => one.runDue()))
    expect(await started()).toHaveLength(1)
    expect(await replicas[0]?.list()).toMatchObject([{ nextRunAt: '2026-11-22T06:00:00.000Z' }])
  })
})

test('a schedule that ran while the clock was days ahead goes on once that is right', async () => {
  const { open, started, clock } = await clockwork()
  const schedules = open()
  const { id } = await schedules.create('0 6 * * *', 'UTC', 'tests')
  clock.now = at('2026-11-29T05:00:00Z')
  await schedules.runDue()
  clock.now = at('2026-11-21T05:10:00Z')
  await schedules.runDue()
  expect(await schedules.list()).toMatchObject([{ nextRunAt: '2026-11-21T06:00:00.000Z' }])
  for (const day of ['21', '22']) {
    clock.now = at(`2026-11-${day}T06:00:01Z`)
    await schedules.runDue()
  }
  // What ran too early is not run again at its time.
  const keys = [`${id} 2026-11-21T06:00:00.000Z`, `${id} 2026-11-22T06:00:00.000Z`]
  expect((await started()).toSorted()).toEqual(keys)
})

test('the server runs what is due by itself', async () => {
  const server = await openServices()
  const { scheduleId } = await scheduleIn(server)
  const past = { lastRunAt: null, nextRunAt: new Date(Date.now() - 1000).toISOString() }
  const [known] = await server.store.schedules()
  await server.store.updateSchedule(scheduleId, past, known?.nextRunAt ?? '')
  await server.start()
  await expect
    .poll(() => server.store.jobs('completed'), { timeout: 20_000 })
    .toContainEqual(expect.objectContaining({ startedBy: scheduleId }))
})

async function scheduleIn({ ask }: Awaited<ReturnType<typeof openServices>>) {
  const { created } = await ask<{ created: string }>('schedule_audit', { action: 'create' })
  return { scheduleId: created }
}
