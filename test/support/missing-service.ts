// What to do about a service that a suite needs and this machine lacks: skip loudly, or fail where it must be there.

import { describe } from 'vitest'

/** `describe`, or its skipping twin with one line that says what is missing and how to get it. */
export function describeWith(service: string, isThere: boolean, remedy: string) {
  if (isThere) return describe
  const sentence = `${service} is missing: ${remedy}`
  if (process.env.REQUIRE_SERVICES === '1') throw new Error(sentence)
  console.warn(`skipped: ${sentence}`)
  return describe.skip
}
