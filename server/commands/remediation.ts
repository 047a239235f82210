// `remediation approve`: the only way to an approval, so that a person has looked at what will be written.

import { userInfo } from 'node:os'
import { AppError } from '../core/errors.ts'
import { alignedLines, printable } from '../core/report/columns-of-text.ts'
import { count } from '../core/report/summary.ts'
import { type RemediationPlan, remediationPlans } from '../services/remediation-plans.ts'
import { type Command, exit, readArgs } from './command.ts'
import { dataDirOf, dataDirOption } from './data-dir.ts'

const options = { expires: { type: 'string', default: '15m' }, ...dataDirOption } as const
const rowsShown = 20

export const remediationApprove: Command = {
  name: 'remediation approve',
  summary: 'Allow a plan of tag changes to be written once',
  help: `Usage: tagwarden remediation approve HASH [--expires TIME] [--data-dir FOLDER]

  HASH               of a plan that plan_remediation made on this server
  --expires TIME     how long it may be used, such as 15m or 2h; 15m unless given, 24h at most
  --data-dir FOLDER  the folder of the server; DATA_DIR or ./data unless given

Prints what will be written and allows apply_remediation to write exactly that, once.
Exit status: 0 approved, 2 no such plan.
`,
  async run(args, shell) {
    const { values, positionals } = readArgs('remediation approve', args, options, 1)
    const [hash] = positionals
    if (hash === undefined)
      throw new AppError('bad_usage', 'remediation approve: say which plan, by its hash.', {
        hint: 'plan_remediation answers with it.',
      })
    const ms = durationOf(values.expires)
    const plans = remediationPlans(dataDirOf(values['data-dir'], shell))
    const plan = await plans.read(hash)
    const [at, expiresAt] = [0, ms].map((later) => new Date(shell.now() + later).toISOString()) as [string, string]
    const { username: by } = userInfo()
    await plans.approve({ hash, by, at, expiresAt })
    await shell.out(`${describe(plan)}\nApproved by ${printable(by)}, once, until ${expiresAt}.\n`)
    return exit.fine
  },
}

const units = { m: 60_000, h: 3_600_000 } as const

function durationOf(text: string): number {
  const { number, unit } = /^(?<number>[1-9]\d{0,3})(?<unit>[mh])$/.exec(text)?.groups ?? {}
  const ms = Number(number) * (unit === 'h' ? units.h : units.m)
  if (ms <= 24 * units.h) return ms
  throw new AppError('bad_usage', `--expires "${printable(text)}" is no time from 1m to 24h.`)
}

function describe({ madeAt, changes }: RemediationPlan): string {
  const tags = changes.flatMap(({ id, tags: its }) => its.map((tag) => ({ id, ...tag })))
  const rows = tags
    .slice(0, rowsShown)
    .map(({ id, key, value, was }) => [
      ...[printable(id), printable(key), was === null ? '(none)' : printable(was), printable(value)],
    ])
  const table = alignedLines({
    header: ['resource', 'tag', 'now', 'new'],
    align: ['left', 'left', 'left', 'left'],
    rows,
  })
  const rest = tags.length > rowsShown ? [`… and ${count(tags.length - rowsShown)} more`] : []
  const title = `${count(tags.length)} tags on ${count(changes.length)} resources, as planned at ${printable(madeAt)}:`
  return [title, '', ...table, ...rest, ''].join('\n')
}
