// The pieces an HTML report is put together from.

import type { TextTable } from './columns-of-text.ts'
import { html, type Markup } from './markup.ts'

export const nothing: Markup = { markup: '' }

export const figure = (value: string, words: string, tone = ''): Markup =>
  html`<div class="figure"><b class="${tone}">${value}</b><span>${words}</span></div>`

type Share = readonly [words: string, amount: number]

/** A bar of what is there, and a key that also names what is less than nothing. */
export function barOf(shares: readonly Share[], say: (amount: number) => string): Markup {
  const pieces = shares.map(([words, amount], at) => ({ words, amount, colour: `c${at}` }))
  const drawn = pieces.filter(({ amount }) => amount > 0)
  return html`<div class="bar" aria-hidden="true">${drawn.map(
    ({ amount, colour }) => html`<i class="${colour}" style="flex:${amount}"></i>`,
  )}</div>
<ul class="key">${pieces
    .filter(({ amount }) => amount !== 0)
    .map(({ words, amount, colour }) => html`<li><i class="${colour}"></i>${words} <b>${say(amount)}</b></li>`)}</ul>`
}

export function tableCard(title: string, table: TextTable): Markup {
  return table.rows.length === 0 ? nothing : html`<section class="card"><h2>${title}</h2>${tableOf(table)}</section>`
}

export function tableOf({ header, align, rows }: TextTable): Markup {
  const side = (column: number) => (align[column] === 'right' ? 'right' : '')
  return html`<div class="wide"><table><thead><tr>${header.map(
    (title, column) => html`<th scope="col" class="${side(column)}">${title}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, column) => html`<td class="${side(column)}">${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`
}
