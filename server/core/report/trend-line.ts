// The score over time as a small drawing: one line, a mark where the policy changed, a ring where not all was seen.

import type { TrendPoint, TrendSeries } from '../trend.ts'
import { html, type Markup } from './markup.ts'
import { percent } from './summary.ts'

const box = { width: 720, height: 210, left: 80, right: 10, top: 24, bottom: 32 }

type Scored = TrendPoint & { readonly score: number }
type Spot = { readonly x: number; readonly y: number; readonly point: Scored }

/** Nothing for fewer than two scores. */
export function trendLine({ points }: TrendSeries): Markup | null {
  const scored = points.filter((point): point is Scored => point.score !== null)
  const [first, last] = [scored[0], scored.at(-1)]
  if (first === undefined || last === undefined || first === last) return null
  const range = rangeOf(scored)
  const spots = scored.map((point) => spotOf(point, range))
  const label = `Score from ${percent(first.score)} on ${first.day} to ${percent(last.score)} on ${last.day}`
  const path = spots.map(({ x, y }) => `${x},${y}`).join(' ')
  const ends = [spots[0], spots.at(-1)].filter((spot) => spot !== undefined)
  return html`<svg class="trend" viewBox="0 0 ${box.width} ${box.height}" role="img" aria-label="${label}">
${gridOf(range)}${spots.filter(({ point }) => point.policyChanged).map(policyMark)}
<polyline points="${path}"/>
${spots.filter(({ point }) => point.incomplete).map(ringOf)}${ends.map(dotOf)}
${dayLabels(first.day, last.day)}</svg>`
}

type Range = { readonly low: number; readonly high: number; readonly from: number; readonly to: number }

/** Whole steps of 5 % around the scores, so that a small wobble does not look like a cliff. */
function rangeOf(points: readonly Scored[]): Range {
  const scores = points.map(({ score }) => score)
  const low = Math.max(0, Math.floor(Math.min(...scores) * 20 - 0.5) / 20)
  const high = Math.min(1, Math.ceil(Math.max(...scores) * 20 + 0.5) / 20)
  const days = points.map(({ day }) => Date.parse(day))
  return { low, high, from: Math.min(...days), to: Math.max(...days) }
}

function spotOf(point: Scored, { from, to, low, high }: Range): Spot {
  const across = (Date.parse(point.day) - from) / (to - from || 1)
  const up = (point.score - low) / (high - low || 1)
  return {
    x: tenths(box.left + across * (box.width - box.left - box.right)),
    y: tenths(box.height - box.bottom - up * (box.height - box.top - box.bottom)),
    point,
  }
}

const tenths = (number: number): number => Math.round(number * 10) / 10

function gridOf({ low, high }: Range): Markup[] {
  return [0, 0.5, 1].map((share) => {
    const y = tenths(box.height - box.bottom - share * (box.height - box.top - box.bottom))
    const score = low + share * (high - low)
    return html`<line class="grid" x1="${box.left}" x2="${box.width - box.right}" y1="${y}" y2="${y}"/>
<text class="axis" x="${box.left - 8}" y="${y + 4}" text-anchor="end">${Math.round(score * 1000) / 10} %</text>`
  })
}

function policyMark({ x }: Spot): Markup {
  return html`<line class="policy" x1="${x}" x2="${x}" y1="${box.top}" y2="${box.height - box.bottom}"/>
<text class="axis" x="${x - 5}" y="${box.top - 6}" text-anchor="end">new policy</text>`
}

const ringOf = ({ x, y }: Spot): Markup => html`<circle class="ring" cx="${x}" cy="${y}" r="2.5"/>`

function dotOf({ x, y, point }: Spot): Markup {
  const isRight = x > box.width / 2
  return html`<circle class="dot" cx="${x}" cy="${y}" r="4"/>
<text class="value" x="${isRight ? box.width - box.right : x}" y="${y - 10}" text-anchor="${isRight ? 'end' : 'start'}">${percent(point.score)}</text>`
}

function dayLabels(first: string, last: string): Markup {
  const y = box.height - 8
  return html`<text class="axis" x="${box.left}" y="${y}">${first}</text>
<text class="axis" x="${box.width - box.right}" y="${y}" text-anchor="end">${last}</text>`
}
