// Answers of Cost Explorer page by page, each one paid for, and its refusals in words.

import { AppError } from '../../core/errors.ts'
import type { Purse } from './purse.ts'

export type Page<T> = { readonly items: readonly T[]; readonly next: string | undefined }

/** Every page is paid for. What changed under way is read once more from its first page. */
export async function allPages<T>(
  purse: Purse,
  mostPages: number,
  page: (token: string | undefined) => Promise<Page<T>>,
): Promise<T[]> {
  try {
    return await pagesOnce(purse, mostPages, page)
  } catch (cause) {
    if (!isStale(cause)) throw cause
    return pagesOnce(purse, mostPages, page)
  }
}

async function pagesOnce<T>(purse: Purse, mostPages: number, page: (token: string | undefined) => Promise<Page<T>>) {
  const items: T[] = []
  const seen = new Set<string>()
  let token: string | undefined
  do {
    if (seen.size >= mostPages) throw tooManyPages(mostPages)
    const got = await purse.buy(() => page(token))
    items.push(...got.items)
    token = got.next || undefined
    if (token !== undefined && seen.has(token)) throw new AppError('unreadable', 'Cost Explorer gave a page twice.')
    seen.add(token ?? '')
  } while (token !== undefined)
  return items
}

const tooManyPages = (most: number): AppError =>
  new AppError('cost_cap_reached', `The answer of Cost Explorer has more than ${most} pages.`, {
    hint: 'Ask for fewer accounts or months, or raise COSTS_MAX_PAGES.',
  })

const nameOf = (cause: unknown): string =>
  cause instanceof AppError && cause.cause instanceof Error ? cause.cause.name : ''
const isStale = (cause: unknown): boolean =>
  ['InvalidNextTokenException', 'RequestChangedException'].includes(nameOf(cause))

export async function told<T>(action: string, signal: AbortSignal, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (cause) {
    signal.throwIfAborted()
    const isDenied = cause instanceof Error && /AccessDenied|UnrecognizedClient|NotAuthorized/.test(cause.name)
    if (cause instanceof Error && cause.name === 'DataUnavailableException') throw notSwitchedOn(cause)
    throw new AppError('unreadable', isDenied ? `Cost Explorer refused ${action}.` : 'Cost Explorer did not answer.', {
      hint: isDenied ? `Grant ${action} to the role.` : 'Failed requests are not charged; try again later.',
      cause,
    })
  }
}

const notSwitchedOn = (cause: unknown): AppError =>
  new AppError('not_found', 'Cost Explorer does not have this data.', {
    hint: 'Dollars by resource have to be switched on in its settings, and are there after 48 hours.',
    cause,
  })
