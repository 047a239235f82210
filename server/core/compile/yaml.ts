// YAML for plain data, the safe part of it: block layout, every text in double quotes, no anchors, no tags.

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }

export function toYaml(value: Plain): string {
  return `${block(value, '').trimStart()}\n`
}

function block(value: Plain, indent: string): string {
  if (isList(value))
    return value.length === 0 ? ' []' : value.map((item) => `\n${indent}-${entry(item, indent)}`).join('')
  if (typeof value !== 'object' || value === null) return ` ${scalar(value)}`
  const pairs = Object.entries(value)
  if (pairs.length === 0) return ' {}'
  return pairs.map(([key, child]) => `\n${indent}${keyText(key)}:${block(child, `${indent}  `)}`).join('')
}

/** The first pair of a mapping stands on the line of its dash. */
function entry(item: Plain, indent: string): string {
  const text = block(item, `${indent}  `)
  return text.startsWith('\n') ? ` ${text.slice(1).trimStart()}` : text
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value)

const keyText = (key: string): string => (/^[a-z][a-z_-]*$/.test(key) && !words.has(key) ? key : quoted(key))

// What YAML 1.1 takes for something else than a text.
const words = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null'])

const scalar = (value: string | number | boolean | null): string =>
  typeof value === 'string' ? quoted(value) : String(value)

function quoted(text: string): string {
  return `"${[...text].map(escapeCharacter).join('')}"`
}

/** Letters, numbers and signs of any script stay readable; what could break a line or hide is written by number. */
function escapeCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`
  if (/^[\p{L}\p{N}\p{P}\p{S} ]$/u.test(character)) return character
  const hex = (character.codePointAt(0) ?? 0).toString(16)
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
