// One stack's costs, for a terminal or as Markdown.

import { alignedLines, markdownTable, type TextTable } from '../../server/core/report/columns-of-text.ts'
import { cents } from '../../stacks/cost/rule.ts'
import type { Report } from './report.ts'
import {
  conditionsOf,
  dollars,
  footnotesOf,
  itemOf,
  notPricedLines,
  quantityOf,
  unitPriceOf,
  whyNothing,
} from './words.ts'

export function textOf(report: Report): string {
  const missing = notPricedLines(report)
  return paragraphs([
    [`What ${report.stack} costs`],
    conditionsOf(report),
    [whyNothing(report) ?? alignedLines(textTable(report)).join('\n')],
    missing.length === 0
      ? []
      : ['Not priced, so the bill is higher than the total:', ...missing.map((line) => `  ${line}`)],
    footnotesOf(report),
  ])
}

export function markdownOf(report: Report): string {
  const missing = notPricedLines(report)
  return paragraphs([
    [`### What ${report.stack} costs: ${dollars(report.totalUsd)} USD a month`],
    [conditionsOf(report).join(' ')],
    [whyNothing(report) ?? markdownTable(pageTable(report)).join('\n')],
    missing.length === 0 ? [] : ['**Not priced**, so the bill is higher than the total:'],
    missing.map((line) => `- ${line}`),
    footnotesOf(report),
  ])
}

/** What is below a group is set in on a terminal; Markdown has a column for it. */
function textTable(report: Report): TextTable {
  const rows = groupsOf(report).flatMap(({ group, lines, sumUsd }) => [
    [group, '', '', dollars(sumUsd)],
    // Prices end below each other, with the mark behind them.
    ...lines.map((line) => [`  ${itemOf(line)}`, quantityOf(line), unitPriceOf(line, '  '), dollars(line.monthlyUsd)]),
  ])
  return {
    header: ['', 'quantity', 'unit price  ', 'a month'],
    align: ['left', 'right', 'right', 'right'],
    rows: [...rows, ['total', '', '', dollars(report.totalUsd)]],
  }
}

function pageTable(report: Report): TextTable {
  const rows = groupsOf(report).flatMap(({ group, lines, sumUsd }) => [
    [group, '', '', '', dollars(sumUsd)],
    ...lines.map((line) => ['', itemOf(line), quantityOf(line), unitPriceOf(line), dollars(line.monthlyUsd)]),
  ])
  return {
    header: ['part', 'what', 'quantity', 'unit price', 'a month'],
    align: ['left', 'left', 'right', 'right', 'right'],
    rows: [...rows, ['total', '', '', '', dollars(report.totalUsd)]],
  }
}

const groupsOf = ({ lines }: Report) =>
  [...Map.groupBy(lines, ({ group }) => group)].map(([group, inGroup]) => ({
    group,
    lines: inGroup,
    sumUsd: cents(inGroup.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0)),
  }))

export const paragraphs = (parts: readonly (readonly string[])[]): string =>
  `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
