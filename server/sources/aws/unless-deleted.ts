// Between a listing and the next call about what it named, that may be deleted: no fault, there is just less to tell.

import { isDeleted } from './faults.ts'

/** `undefined` where it is no longer there. */
export async function unlessDeleted<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (wasDeleted(error)) return
    throw error
  }
}

/** Ends where what the pages are about is no longer there. */
export async function* pagesUnlessDeleted<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* pages
  } catch (error) {
    if (!wasDeleted(error)) throw error
  }
}

/** The SDK's own error is the cause of ours. */
export const wasDeleted = (error: unknown): boolean => error instanceof Error && isDeleted(error.cause)
