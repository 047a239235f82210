// Patterns written by users: RE2 syntax, so that no value can make one slow.

import { RE2JS } from 're2js'
import type { Matcher } from './glob.ts'

export type RegexMode = 'full' | 'search'
export type PatternProblem = { readonly code: 'invalid_regex' | 'unsupported_regex'; readonly message: string }

/** Look-around and back-references are what RE2 leaves out by design; they get a code of their own. */
const unsupported = /\(\?<?[=!]|\(\?P=|\\[1-9gk]|\(\?>/

export function checkPattern(source: string): PatternProblem | null {
  try {
    RE2JS.compile(source)
    return null
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, '') : String(cause)
    // Escaped backslashes and character classes first, so that `\\1` and `[(?=]` are not mistaken for syntax.
    const syntax = source.replace(/\\\\/g, '').replace(/\[(?:[^\]\\]|\\.)*\]/g, '')
    return unsupported.test(syntax)
      ? { code: 'unsupported_regex', message: `RE2 has no look-around and no back-references (${reason})` }
      : { code: 'invalid_regex', message: `not a valid RE2 pattern: ${reason}` }
  }
}

export function compilePattern(source: string, mode: RegexMode): Matcher {
  const pattern = RE2JS.compile(source)
  return mode === 'full' ? (value) => pattern.matches(value) : (value) => pattern.matcher(value).find()
}

const memoLimit = 4096

/** Remembers answers by value. Forgetting all of them at the limit keeps it bounded and costs one refill. */
export function memoise<T>(compute: (value: string) => T): (value: string) => T {
  const known = new Map<string, T>()
  return (value) => {
    const seen = known.get(value)
    if (seen !== undefined) return seen
    if (known.size >= memoLimit) known.clear()
    const answer = compute(value)
    known.set(value, answer)
    return answer
  }
}
