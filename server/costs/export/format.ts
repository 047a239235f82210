// FOCUS 1.x and CUR 2.0 name their columns differently; this is what both come down to, as SQL expressions.

import { AppError } from '../../core/errors.ts'
import { type SpentColumn, spentColumns } from '../../core/tag-gap.ts'
import {
  type Columns,
  invoiceOf,
  type MonthSql,
  monthsBy,
  numberOf,
  type TagColumn,
  tagsOf,
  textOf,
} from './columns.ts'
import { identifier, quoted } from './dialect.ts'
import type { Column } from './engine.ts'

export type Format = MonthSql & {
  readonly name: 'FOCUS' | 'CUR 2.0'
  readonly account: string
  readonly region: string
  readonly service: string
  /** Effective cost: what was paid up front is spread over what used it. */
  readonly cost: string
  readonly currency: string
  readonly resource: string
  readonly usageType: string
  /** Null until the month is invoiced. */
  readonly invoice: string | null
  readonly tags: TagColumn | null
  /** An index into `spentColumns`: counting by numbers takes half the time of counting by words. */
  readonly column: string
}

export function formatOf(columns: readonly Column[]): Format {
  const known = new Map(columns.map(({ name, type }) => [name.toLowerCase(), { name, type: type.toLowerCase() }]))
  const maybe = (name: string) => {
    const found = known.get(name.toLowerCase())
    return found === undefined ? null : identifier(found.name)
  }
  const need = (name: string) => {
    const found = maybe(name)
    if (found !== null) return found
    throw new AppError('unreadable', `The bill has no column ${name}.`, {
      hint: 'It is read as a FOCUS 1.x or CUR 2.0 export; export all columns, resource ids and tags among them.',
    })
  }
  const typeOf = (name: string) => known.get(name.toLowerCase())?.type ?? ''
  const all = { maybe, need, typeOf }
  return known.has('line_item_line_item_type') ? cur(all) : focus(all)
}

function focus(columns: Columns): Format {
  const { maybe, need } = columns
  const cost = numberOf(columns, 'EffectiveCost')
  const resource = textOf(maybe('ResourceId'))
  const service = textOf(need('ServiceName'))
  const isUnused = `${textOf(maybe('CommitmentDiscountStatus'))} = 'Unused'`
  return {
    name: 'FOCUS',
    ...monthsBy(columns, 'BillingPeriodStart'),
    account: textOf(need('SubAccountId')),
    region: textOf(maybe('RegionId')),
    ...{ service, cost, resource },
    currency: need('BillingCurrency'),
    usageType: textOf(maybe('SkuMeter') ?? maybe('x_UsageType')),
    invoice: invoiceOf(maybe('InvoiceId')),
    tags: tagsOf(columns, ['Tags']),
    column: columnOf({
      tax: `${need('ChargeCategory')} = 'Tax'`,
      credit: `${need('ChargeCategory')} = 'Credit' OR ${cost} < 0`,
      commitment: isUnused,
      support: isSupport(service),
      untaggable: `${resource} = ''`,
    }),
  }
}

function cur(columns: Columns): Format {
  const { maybe, need } = columns
  const type = need('line_item_line_item_type')
  const cost = amortised(columns, type)
  const resource = textOf(maybe('line_item_resource_id'))
  const service = textOf(need('line_item_product_code'))
  return {
    name: 'CUR 2.0',
    ...monthsBy(columns, 'bill_billing_period_start_date'),
    account: textOf(need('line_item_usage_account_id')),
    region: textOf(maybe('product_region_code')),
    ...{ service, cost, resource },
    currency: need('line_item_currency_code'),
    usageType: textOf(maybe('line_item_usage_type')),
    invoice: invoiceOf(maybe('bill_invoice_id')),
    tags: tagsOf(columns, ['resource_tags', 'tags']),
    column: columnOf({
      tax: `${type} = 'Tax'`,
      credit: `${type} IN ('Credit', 'Refund') OR ${cost} < 0`,
      commitment: `${type} IN ('RIFee', 'SavingsPlanRecurringFee')`,
      support: isSupport(service),
      untaggable: `${resource} = ''`,
    }),
  }
}

/** A fee is spread over what it covered; on its own line only what nobody used is left. */
function amortised(columns: Columns, type: string): string {
  const amount = (name: string) => (columns.maybe(name) === null ? '0' : `COALESCE(${numberOf(columns, name)}, 0)`)
  const cases = [
    ['SavingsPlanCoveredUsage', amount('savings_plan_savings_plan_effective_cost')],
    [
      'SavingsPlanRecurringFee',
      `${amount('savings_plan_total_commitment_to_date')} - ${amount('savings_plan_used_commitment')}`,
    ],
    ['SavingsPlanNegation', '0'],
    ['SavingsPlanUpfrontFee', '0'],
    ['DiscountedUsage', amount('reservation_effective_cost')],
    [
      'RIFee',
      `${amount('reservation_unused_amortized_upfront_fee_for_billing_period')} + ${amount('reservation_unused_recurring_fee')}`,
    ],
  ].map(([name = '', sql]) => `WHEN ${type} = ${quoted(name)} THEN ${sql}`)
  const arn = columns.maybe('reservation_reservation_a_r_n')
  const upfront = arn === null ? '' : `WHEN ${type} = 'Fee' AND ${textOf(arn)} <> '' THEN 0`
  return `(CASE ${cases.join(' ')} ${upfront} ELSE ${numberOf(columns, 'line_item_unblended_cost')} END)`
}

const isSupport = (service: string): string => `lower(${service}) LIKE 'aws%support%'`

function columnOf(tests: Readonly<Record<'tax' | 'credit' | 'commitment' | 'support' | 'untaggable', string>>): string {
  const order = ['credit', 'tax', 'commitment', 'support', 'untaggable'] as const
  const cases = order.map((name) => `WHEN ${tests[name]} THEN ${codeOf(name)}`)
  return `CASE ${cases.join(' ')} ELSE ${codeOf('taggable')} END`
}

export const codeOf = (column: SpentColumn): number => spentColumns.indexOf(column)
