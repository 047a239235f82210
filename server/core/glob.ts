// Globs know one wildcard, `*`, which stands for any run of characters, none included.

export type Matcher = (value: string) => boolean

export function compileGlob(glob: string): Matcher {
  if (!glob.includes('*')) return (value) => value === glob
  const [first = '', ...rest] = glob.split('*')
  const last = rest.pop() ?? ''
  const middle = rest.filter((piece) => piece !== '')
  return (value) => matchesPieces(value, first, middle, last)
}

/** Leftmost placement of each middle piece is enough, so a match costs one pass over the value. */
function matchesPieces(value: string, first: string, middle: readonly string[], last: string): boolean {
  if (value.length < first.length + last.length) return false
  if (!value.startsWith(first) || !value.endsWith(last)) return false
  const end = value.length - last.length
  let from = first.length
  for (const piece of middle) {
    const at = value.indexOf(piece, from)
    if (at < 0 || at + piece.length > end) return false
    from = at + piece.length
  }
  return true
}

export function compileGlobs(globs: readonly string[]): Matcher {
  const matchers = globs.map(compileGlob)
  return (value) => matchers.some((matches) => matches(value))
}
