import { describe, expect, test } from 'vitest'
import { openServices, startServices } from '../support/services.ts'

const server = await startServices()
const { ask, call } = server

type Schedule = {
  readonly scheduleId: string
  readonly cron: string
  readonly timeZone: string
  readonly nextRunAt: string
  readonly lastRunAt: string | null
}
type Answer = { readonly schedules: readonly Schedule[]; readonly created: string | null }
const schedule = (given: object = {}) => ask<Answer>('schedule_audit', given)
const create = async (given: object = {}) => {
  const { schedules, created } = await schedule({ action: 'create', ...given })
  return schedules.find(({ scheduleId }) => scheduleId === created) as Schedule // it was just made
}

test('lists nothing while there is nothing', async () => {
  expect(await schedule()).toEqual({ schedules: [], created: null })
})

describe('creates', () => {
  test.each([
    ['every day at six, unless asked otherwise', {}, '0 6 * * *', 'UTC'],
    ['every Monday', { every: 'week', time: '07:30', timeZone: 'Europe/Berlin' }, '30 7 * * 1', 'Europe/Berlin'],
    ['every first of a month', { every: 'month', time: '00:05' }, '5 0 1 * *', 'UTC'],
    ['by a rule of cron', { cron: '*/15 8-18 * * 1-5', timeZone: 'Asia/Kolkata' }, '*/15 8-18 * * 1-5', 'Asia/Kolkata'],
  ])('%s', async (_name, given, cron, timeZone) => {
    const made = await create(given)
    expect(made).toMatchObject({ cron, timeZone, lastRunAt: null })
    expect(Date.parse(made.nextRunAt)).toBeGreaterThan(Date.now())
  })

  test('a next run that is the rule in its own time zone', async () => {
    const { nextRunAt } = await create({ time: '03:15', timeZone: 'America/New_York' })
    const clock = { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    expect(new Date(nextRunAt).toLocaleTimeString('en-GB', clock)).toBe('03:15')
  })
})

test('deletes one and leaves the others', async () => {
  const { scheduleId } = await create()
  const { schedules } = await schedule({ action: 'delete', scheduleId })
  expect(schedules.length).toBeGreaterThan(0)
  expect(schedules.map((one) => one.scheduleId)).not.toContain(scheduleId)
})

describe('refuses', () => {
  test.each([
    ['a schedule that is not there', { action: 'delete', scheduleId: 'sch_0' }, 'not_found'],
    ['to delete without saying which', { action: 'delete' }, 'bad_usage'],
    ['a rule that is none', { action: 'create', cron: 'daily' }, 'bad_usage'],
    ['a rule with seconds', { action: 'create', cron: '* * * * * *' }, 'bad_usage'],
    ['a day that never comes', { action: 'create', cron: '0 6 31 2 *' }, 'bad_usage'],
    ['a time zone that is none', { action: 'create', timeZone: 'Europe/Springfield' }, 'bad_usage'],
    ['a time that is none', { action: 'create', time: '24:00' }, 'invalid_arguments'],
  ])('%s', async (_name, given, code) => {
    expect(await call('schedule_audit', given)).toMatchObject({ ok: false, code })
  })
})

test('is there again after a restart', async () => {
  const { schedules } = await schedule()
  await server.close()
  const again = await openServices({ DATA_DIR: server.folder })
  expect((await again.ask<Answer>('schedule_audit')).schedules).toEqual(schedules)
  await again.close()
})

test('ends at fifty', async () => {
  const again = await openServices({ DATA_DIR: server.folder })
  const { schedules } = await again.ask<Answer>('schedule_audit')
  for (let left = 50 - schedules.length; left > 0; left--) await again.ask('schedule_audit', { action: 'create' })
  expect(await again.call('schedule_audit', { action: 'create' })).toMatchObject({ code: 'conflict' })
})
