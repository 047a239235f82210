// An audit as one HTML file: no script, nothing from the network, every text escaped.

import { verdicts } from '../evaluate.ts'
import { totalsField } from '../totals.ts'
import type { Development, Trend } from '../trend.ts'
import { costShares, remedySentence, remedyTable } from './extra-tables.ts'
import { barOf, figure, nothing, tableCard, tableOf } from './html-parts.ts'
import { reportStyle } from './html-style.ts'
import { html, type Markup } from './markup.ts'
import type { ReportSubject } from './render.ts'
import {
  completenessLine,
  costliestTable,
  count,
  dollars,
  groupTable,
  percent,
  rulesTable,
  scoreLine,
  unseenTable,
  verdictWords,
} from './summary.ts'
import { trendLine } from './trend-line.ts'

export function renderHtml(subject: ReportSubject): string {
  const style: Markup = { markup: `<style>${reportStyle}</style>` }
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Tagging audit, ${subject.evaluatedAt.slice(0, 10)}</title>
${style}
</head>
<body>
<main>
${sectionsOf(subject)}
</main>
</body>
</html>
`
  return page.markup
}

function sectionsOf(subject: ReportSubject): Markup[] {
  const byType = tableCard('By type', groupTable(subject, 'type'))
  const byAccount = tableCard('By account', groupTable(subject, 'account'))
  return [
    headOf(subject),
    figuresOf(subject),
    verdictCard(subject),
    trendCard(subject.trend),
    remedyCard(subject),
    costCard(subject),
    tableCard('Most frequent violations', rulesTable(subject)),
    html`<div class="pair">${byType}${byAccount}</div>`,
    tableCard('Costliest violating resources', costliestTable(subject.costliest)),
    tableCard('Not fully seen', unseenTable(subject)),
    footOf(subject),
  ]
}

function headOf({ snapshot, evaluatedAt }: ReportSubject): Markup {
  const estate = snapshot === undefined ? '' : `${snapshot.estate}, as seen on ${minuteOf(snapshot.takenAt)}; `
  return html`<header><h1>Tagging audit</h1><p class="soft">${estate}judged as of ${minuteOf(evaluatedAt)}</p></header>`
}

/** `2026-11-21 15:00 UTC` of `2026-11-21T15:00:00.000Z`. */
const minuteOf = (instant: string): string => instant.replace(/^(.{10})T(.{5}).*Z$/, '$1 $2 UTC')

function figuresOf(subject: ReportSubject): Markup {
  const { score, costScore, totals, cost, completeness, cells } = subject
  const violatingUsd = cells.reduce((sum, cell) => sum + (cell.costUsd[verdicts.indexOf('violating')] ?? 0), 0)
  const gap = cost
    ? figure(`$${dollars(cost.gapUsd)}`, `gap on the bill of ${cost.months.join(', ')}, estimated`, 'bad')
    : figure(`$${dollars(violatingUsd)}`, 'a month on violating resources', 'bad')
  return html`<section class="figures" aria-label="Figures">
${figure(percent(score), 'of judged resources compliant')}
${costScore === null ? nothing : figure(percent(costScore), 'of their dollars')}
${figure(count(totals.violating), `of ${count(totals.resources)} resources violating`, 'bad')}
${gap}
${figure(percent(completeness), 'of cells fully seen')}
</section>`
}

function verdictCard(subject: ReportSubject): Markup {
  const { totals, skipped } = subject
  const parts = verdicts.map((verdict) => [verdictWords[verdict], totals[totalsField[verdict]]] as const)
  return html`<section class="card"><h2>Score</h2><p>${scoreLine(subject)}.</p>
${barOf(parts, count)}
<p class="soft" style="margin:10px 0 0">Seen: ${completenessLine(subject, skipped)}.</p></section>`
}

function trendCard(trend: Trend | undefined): Markup {
  const [series] = trend?.series ?? []
  const line = series && trendLine(series)
  if (trend === undefined || series === undefined || !line) return nothing
  const isNew = series.points.some(({ policyChanged }) => policyChanged)
  const since = isNew ? `; since the newest policy ${developmentWords(series.sincePolicyChange)}` : ''
  const rings = series.points.some(({ incomplete }) => incomplete) ? ' A ring marks an audit that did not see all.' : ''
  return html`<section class="card"><h2>Development</h2>${line}
<p class="soft">By ${trend.bucket}: ${developmentWords(series)}${since}.${rings}</p></section>`
}

function developmentWords({ direction, change }: Development): string {
  if (direction === null || change === null) return 'only one score'
  const points = (change * 100).toFixed(1).replace('-', '−')
  return `${direction}, ${change < 0 ? '' : '+'}${points} percentage points`
}

function remedyCard({ remedies = [] }: ReportSubject): Markup {
  if (remedies.length === 0) return nothing
  const [first] = remedies
  return html`<section class="card"><h2>What to do first</h2>
${first ? html`<p>${remedySentence(first)}.</p>` : nothing}${tableOf(remedyTable(remedies))}</section>`
}

function costCard({ cost }: ReportSubject): Markup {
  if (cost === undefined) return nothing
  const usd = (amount: number) => `${amount < 0 ? '−' : ''}$${dollars(Math.abs(amount))}`
  const total = `${usd(cost.totalUsd)} were billed for ${cost.months.join(', ')}`
  const share =
    cost.attributableShare === null ? '' : `; ${percent(cost.attributableShare)} of what can be tagged is tagged well`
  const how =
    cost.method === 'service_share'
      ? html`An estimate: each service's dollars in an account and region are divided among its resources by what they cost.`
      : html`Each resource's own dollars, beside today's verdict on it.`
  return html`<section class="card"><h2>The bill</h2><p>${total}${share}.</p>${barOf(costShares(cost), usd)}
<p class="soft" style="margin:10px 0 0">${how}</p></section>`
}

function footOf({ policy, snapshot }: ReportSubject): Markup {
  const seen = snapshot === undefined ? '' : `, snapshot ${snapshot.id}`
  return html`<footer class="soft">Policy version ${policy.document.version}, ${policy.hash}${seen}</footer>`
}
