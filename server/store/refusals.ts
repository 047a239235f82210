// What every store refuses in the same words, and how its failures become words.

import { AppError } from '../core/errors.ts'

export const notFound = (what: string, id: string): AppError =>
  new AppError('not_found', `There is no ${what} "${id}".`)

export const conflict = (message: string): AppError => new AppError('conflict', message)

export const closedError = (cause: unknown): AppError =>
  new AppError('store_unavailable', 'The store is closed.', { cause })

/** The same methods, failing in words that may be shown. */
export function withSentences<Methods extends object>(store: Methods, understand: (cause: unknown) => unknown) {
  const told = Object.entries(store).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await Reflect.apply(method, store, args)
      } catch (cause) {
        throw understand(cause)
      }
    },
  ])
  // Entry by entry the same methods with the same arguments.
  return Object.fromEntries(told) as Methods
}
