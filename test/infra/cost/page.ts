// The part of docs/deploy/cost.md that is written from the tables and the graphs.

import type { Report } from '../../../infra/cost/report.ts'
import { dollars } from '../../../infra/cost/words.ts'
import { markdownTable } from '../../../server/core/report/columns-of-text.ts'
import { asOf, meaning, ownUsage, prices, region, type Usage, usageOf } from '../../../stacks/cost/price-table.ts'
import { cents, groups } from '../../../stacks/cost/rule.ts'

const begin = '<!-- written by: npx vitest run test/infra/cost/page.test.ts -u -->'
const sizes = ['dev', 'staging', 'prod'] as const
const end = '<!-- end of what is written -->'

/** The page with what it has between the marks written anew. */
export function pageWith(reports: readonly Report[], page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/deploy/cost.md has no place between ${begin} and ${end}`)
  const parts = [totals(reports), '## What is assumed', assumptions(), '## What is to be confirmed', toConfirm()]
  return `${page.slice(0, from)}${begin}\n${parts.join('\n\n')}\n\n${page.slice(to)}`
}

function totals(reports: readonly Report[]): string {
  const sumOf = ({ lines }: Report, group: string) =>
    cents(lines.filter((line) => line.group === group).reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0))
  const table = markdownTable({
    header: ['', ...reports.map(({ stack }) => stack)],
    align: ['left', ...reports.map(() => 'right' as const)],
    rows: [
      ...groups.map((group) => [group, ...reports.map((report) => dollars(sumOf(report, group)))]),
      ['total', ...reports.map(({ totalUsd }) => dollars(totalUsd))],
    ],
  })
  return `US dollars a month, by the prices of ${region} as of ${asOf}; other regions differ.\n\n${table.join('\n')}`
}

function assumptions(): string {
  // The keys of its own table.
  const names = Object.keys(meaning) as (keyof Usage)[]
  const row = (name: keyof Usage, target: string, label: string) => [
    label,
    meaning[name],
    ...sizes.map((environment) => String(usageOf(target, environment)[name])),
  ]
  const own = Object.entries(ownUsage).flatMap(([target, usage]) =>
    names
      .filter((name) => sizes.some((environment) => usage[environment][name] !== undefined))
      .map((name) => row(name, target, `${name} of ${target}`)),
  )
  const table = markdownTable({
    header: ['', 'means', ...sizes],
    align: ['left', 'left', 'right', 'right', 'right'],
    rows: [...names.map((name) => row(name, '', name)), ...own],
  })
  return table.join('\n')
}

function toConfirm(): string {
  const open = Object.entries(prices).filter(([, { confirmed }]) => !confirmed)
  return open
    .map(([name, { usd, unit, source }]) => `- ${name}: ${usd} a ${unit}; ${source}`)
    .join('\n')
    .replaceAll(' a each;', ';')
}
