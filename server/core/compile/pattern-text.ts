// Pieces of patterns for other engines: literals, globs, folded values and white space, spelled so that each engine
// reads them alike.

/** How an engine writes a character by its number. */
export type Dialect = 'python' | 're2'

export function literal(text: string, dialect: Dialect): string {
  return [...text].map((character) => literalCharacter(character, dialect)).join('')
}

/** Braces are written by number: Cloud Custodian expands what stands in them. So is what not every editor shows. */
export function literalCharacter(character: string, dialect: Dialect): string {
  if (/^[A-Za-z0-9 _:/@,=%-]$/.test(character)) return character
  return /^[!-~]$/.test(character) && !/[{}]/.test(character)
    ? `\\${character}`
    : byNumber(character.codePointAt(0) ?? 0, dialect)
}

export function byNumber(codePoint: number, dialect: Dialect): string {
  const hex = codePoint.toString(16)
  if (dialect === 're2') return `\\x{${hex}}`
  if (codePoint <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return codePoint <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

export function globPattern(glob: string, dialect: Dialect, fold = false): string {
  const piece = (text: string) => (fold ? foldedPattern(text, dialect) : literal(text, dialect))
  return glob
    .split('*')
    .map(piece)
    .join(dialect === 're2' ? '(?s:.*)' : '[\\s\\S]*')
}

/** Matches what is equal to `text` without its case: exactly so for ASCII, see `foldsExactly`. */
export function foldedPattern(text: string, dialect: Dialect): string {
  return [...text.toLowerCase()].map((character) => foldedCharacter(character, dialect)).join('')
}

// These have an ASCII letter, or å, as their small letter without being its capital.
const otherCapitals: Readonly<Record<string, string>> = { k: '\u212a', å: '\u212b', ω: '\u2126' }

function foldedCharacter(small: string, dialect: Dialect): string {
  const capital = small.toUpperCase()
  const forms = new Set([small, capital.toLowerCase() === small ? capital : small, otherCapitals[small] ?? small])
  if (forms.size === 1) return literal(small, dialect)
  return `[${[...forms].map((form) => literal(form, dialect)).join('')}]`
}

/** Engines agree with us on the case of ASCII letters; beyond that, final sigmas and dotted capitals differ. */
export const foldsExactly = (text: string): boolean => /^[\0-\x7f]*$/.test(text.toLowerCase())

// What `String.prototype.trim` removes, as ranges.
const whiteSpace = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
] as const

/** Matches nothing but white space, and nothing at all. */
export function blankPattern(dialect: Dialect): string {
  const ranges = whiteSpace.map(([first, last]) =>
    first === last ? byNumber(first, dialect) : `${byNumber(first, dialect)}-${byNumber(last, dialect)}`,
  )
  return `[${ranges.join('')}]*`
}

/** The whole value, whatever alternatives the pattern has. */
export function anchored(pattern: string, dialect: Dialect): string {
  return dialect === 're2' ? `\\A(?:${pattern})\\z` : `(?:${pattern})\\Z`
}
