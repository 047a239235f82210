import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { defineTool } from './define.ts'
import { open } from './shapes.ts'

const schedule = open({ scheduleId: z.string(), nextRunAt: z.string() })

export const scheduleAudit = defineTool({
  name: 'schedule_audit',
  title: 'Schedule audits',
  description:
    'Audits at set times: create one from a cron rule or from daily, weekly, monthly with a time and a time zone; list them with their next run; delete one by scheduleId. One missed while the server was down runs once.',
  input: z.strictObject({
    action: z.enum(['create', 'list', 'delete']).default('list'),
    every: z.enum(['day', 'week', 'month']).default('day').describe('week: on Mondays; month: on the 1st'),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .default('06:00')
      .describe('HH:MM in the time zone'),
    timeZone: z.string().min(1).max(64).default('UTC').describe('For example Europe/Berlin'),
    cron: z.string().max(100).optional().describe('Five fields, instead of every and time'),
    scheduleId: z.string().max(64).optional().describe('With delete'),
  }),
  output: z.object({ schedules: z.array(schedule), created: z.string().nullable() }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  scopes: ['audit:write'],
  stream: false,
  async run({ action, every, time, timeZone, cron, scheduleId }, { services, caller }) {
    const { schedules } = services
    const created =
      action === 'create' ? await schedules.create(cron ?? cronOf(every, time), timeZone, caller.id) : null
    if (action === 'delete') {
      if (scheduleId === undefined) throw new AppError('bad_usage', 'Say which: delete needs a scheduleId.')
      await schedules.remove(scheduleId)
    }
    const all = await schedules.list()
    const data = all.map(({ id, createdAt: _at, createdBy: _by, estate: _estate, ...rest }) => ({
      scheduleId: id,
      ...rest,
    }))
    return {
      data: { schedules: data, created: created?.id ?? null },
      text: `${created ? `Schedule ${created.id} runs next at ${created.nextRunAt}. ` : ''}There ${all.length === 1 ? 'is 1 schedule' : `are ${all.length} schedules`}.`,
    }
  },
})

function cronOf(every: 'day' | 'week' | 'month', time: string): string {
  const [hour, minute] = time.split(':').map(Number)
  const days = { day: '* * *', week: '* * 1', month: '1 * *' }[every]
  return `${minute} ${hour} ${days}`
}
