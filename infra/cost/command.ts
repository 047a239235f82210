import { oneOf } from '../../server/commands/arguments.ts'
import { environments, sharedKeys } from '../../stacks/config-keys.ts'
import { badUsage, type Command, readArgs, type Streams } from '../command.ts'
import { askedByName, askedIn } from '../which-stack.ts'
import { differenceOf } from './difference.ts'
import { type Report, readReport, reportOf } from './report.ts'
import { differenceAsMarkdown, differenceAsText } from './show-difference.ts'
import { markdownOf, textOf } from './show-report.ts'
import { dollars } from './words.ts'

const targets = sharedKeys.shape.target.options
const formats = ['table', 'json', 'markdown'] as const
const text = { type: 'string' } as const
const options = {
  target: text,
  env: text,
  stack: text,
  format: text,
  compare: text,
  from: text,
  'assert-max': text,
} as const

const help = `Usage: npm run -s infra -- cost --target TARGET --env ENVIRONMENT [options]
       npm run -s infra -- cost --stack NAME [options]

Records what the stack would make, without a cloud, and prices it from stacks/cost/prices.json and
the usage that stacks/cost/usage.json assumes. What has no price is listed as not priced.

  --target TARGET      ${targets.join(', ')}; with the defaults of the target
  --env ENVIRONMENT    ${environments.join(', ')}
  --stack NAME         a stack with its settings in Pulumi.NAME.yaml, instead of --target and --env
  --format FORMAT      ${formats.join(', ')}; table if left out
  --compare STACK      the difference from another stack: ecs/staging, or a name as for --stack
  --from FILE          the difference from what --format json printed at another commit
  --assert-max USD     exits with status 1 when the total is higher

Exit status: 0 fine, 1 higher than --assert-max, 2 the question was not understood.
`

type Values = ReturnType<typeof readArgs<typeof options>>['values']

export const cost: Command = {
  name: 'cost',
  summary: 'What a stack costs a month',
  help,
  run: async (args, streams) => {
    const { values } = readArgs('cost', args, options, 0)
    const format = oneOf('format', values.format ?? 'table', formats)
    const max = amountOf(values['assert-max'])
    const stack = askedIn('cost', values)
    const before = await beforeIn(values)
    const after = await reportOf(stack)
    streams.out(before ? shownDifference(before, after, format) : shown(after, format))
    return max === undefined ? 0 : judged(after, max, streams)
  },
}

async function beforeIn({ compare, from }: Values): Promise<Report | undefined> {
  if (compare !== undefined && from !== undefined)
    throw badUsage('cost: --compare and --from each name what to compare with.', 'Leave one out.')
  if (from !== undefined) return readReport(from)
  return compare === undefined ? undefined : reportOf(askedByName(compare))
}

type Format = (typeof formats)[number]

function shown(report: Report, format: Format): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`
  return format === 'markdown' ? markdownOf(report) : textOf(report)
}

function shownDifference(before: Report, after: Report, format: Format): string {
  const difference = differenceOf(before, after)
  if (format === 'json') return `${JSON.stringify(difference, null, 2)}\n`
  return format === 'markdown' ? differenceAsMarkdown(difference) : differenceAsText(difference)
}

function amountOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  const amount = given.trim() === '' ? Number.NaN : Number(given)
  if (Number.isFinite(amount) && amount >= 0) return amount
  throw badUsage(`cost: --assert-max "${given}" is no amount.`, 'Write US dollars a month, such as --assert-max 2900.')
}

/** A total that leaves something out may be too low, so that is said too. */
function judged({ stack, totalUsd, notPriced }: Report, max: number, { err }: Streams): number {
  if (notPriced.length > 0)
    err(
      `${stack}: not priced, and not in the total: ${notPriced.map(({ count, type }) => `${count} × ${type}`).join(', ')}.\n`,
    )
  if (totalUsd <= max) return 0
  err(
    `${stack} costs ${dollars(totalUsd)} USD a month, ${dollars(totalUsd - max)} more than the ${dollars(max)} of --assert-max.\n`,
  )
  return 1
}
