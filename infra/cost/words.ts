// How money, quantities and conditions are written, in tables and in Markdown.

import { isPriced, prices } from '../../stacks/cost/price-table.ts'
import type { Report, ReportLine } from './report.ts'

export const dollars = (usd: number): string =>
  usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `usd`: to the cent. */
export function signed(usd: number): string {
  if (usd === 0) return dollars(0)
  return `${usd < 0 ? '-' : '+'}${dollars(Math.abs(usd))}`
}

const figure = (amount: number): string => amount.toLocaleString('en-US', { maximumFractionDigits: 2 })

/** `3 × 730 h`, `150 GB`, `7`. */
export function quantityOf({ count, each, unit }: ReportLine): string {
  if (unit === 'each') return figure(count)
  return count === 1 ? `${figure(each)} ${unit}` : `${figure(count)} × ${figure(each)} ${unit}`
}

export const itemOf = ({ item, size }: ReportLine): string => (size === undefined ? item : `${item}, ${size}`)

const isConfirmed = (price: string): boolean => isPriced(price) && prices[price].confirmed

/** With a mark where it is to be confirmed. */
export const unitPriceOf = ({ price, unitPriceUsd }: ReportLine, unmarked = ''): string =>
  `${unitPriceUsd}${isConfirmed(price) ? unmarked : ' ?'}`

export function conditionsOf({ region, prices: { region: priced, asOf } }: Report): string[] {
  const elsewhere =
    region === null || region === priced
      ? 'Other regions differ.'
      : `Other regions differ, and this stack is in ${region}.`
  return [
    `US dollars a month: prices of ${priced} as of ${asOf}, 730 hours, on demand, before tax and traffic to the Internet.`,
    elsewhere,
  ]
}

export const footnotesOf = ({ lines }: Pick<Report, 'lines'>): string[] =>
  lines.every(({ price }) => isConfirmed(price)) ? [] : ['? a list price from general knowledge, to be confirmed.']

/** Why a stack costs nothing: never because something has no price. */
export function whyNothing({ lines, notPriced, free }: Report): string | undefined {
  if (lines.length > 0 || notPriced.length > 0) return undefined
  return `Nothing of it is billed: ${[...new Set(free.map(({ reason }) => reason))].toSorted().join('; ')}.`
}

export const notPricedLines = ({ notPriced }: Pick<Report, 'notPriced'>): string[] =>
  notPriced.map(({ count, type, reason }) => `${count} × ${type}: ${reason}`)
