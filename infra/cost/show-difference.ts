// A difference, for a terminal or as Markdown for a pull request.

import { alignedLines, markdownTable, type TextTable } from '../../server/core/report/columns-of-text.ts'
import { cents } from '../../stacks/cost/rule.ts'
import type { Difference } from './difference.ts'
import { paragraphs } from './show-report.ts'
import { conditionsOf, dollars, notPricedLines, signed } from './words.ts'

export function differenceAsText(difference: Difference): string {
  return paragraphs([
    [titleOf(difference)],
    conditionsOf(difference.after),
    difference.changes.length === 0 ? [] : alignedLines(tableOf(difference)),
    [restOf(difference)],
    ...notPricedOf(difference, '  '),
  ])
}

export function differenceAsMarkdown(difference: Difference): string {
  return paragraphs([
    [`### ${titleOf(difference)}`],
    difference.changes.length === 0 ? [] : markdownTable(tableOf(difference)),
    [restOf(difference)],
    ...notPricedOf(difference, '- '),
    [conditionsOf(difference.after).join(' ')],
  ])
}

function titleOf({ before, after }: Difference): string {
  const step = signed(cents(after.totalUsd - before.totalUsd))
  const sums = `${dollars(before.totalUsd)} → ${dollars(after.totalUsd)} USD a month (${step})`
  return before.stack === after.stack
    ? `What ${after.stack} costs: ${sums}`
    : `From ${before.stack} to ${after.stack}: ${sums}`
}

function restOf({ changes, unchanged }: Difference): string {
  if (changes.length === 0) return `Nothing changes: all ${unchanged} lines are the same.`
  return `${unchanged} ${unchanged === 1 ? 'line is' : 'lines are'} the same.`
}

const tableOf = ({ before, after, changes }: Difference): TextTable => ({
  header: ['', 'what', 'why', 'before', 'after', 'difference'],
  align: ['left', 'left', 'left', 'right', 'right', 'right'],
  rows: [
    ...changes.map(({ kind, group, item, why, beforeUsd, afterUsd }) => [
      kind,
      `${group}: ${item}`,
      why,
      kind === 'new' ? '' : dollars(beforeUsd),
      kind === 'gone' ? '' : dollars(afterUsd),
      signed(cents(afterUsd - beforeUsd)),
    ]),
    [
      'total',
      '',
      '',
      dollars(before.totalUsd),
      dollars(after.totalUsd),
      signed(cents(after.totalUsd - before.totalUsd)),
    ],
  ],
})

/** Both sides, because a price that is missing only now looks like a saving. */
function notPricedOf({ before, after }: Difference, bullet: string): string[][] {
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [[`${title}:`], lines.map((line) => `${bullet}${line}`)]
  return [...list('Not priced before', notPricedLines(before)), ...list('Not priced after', notPricedLines(after))]
}
