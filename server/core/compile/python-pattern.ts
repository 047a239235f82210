// An RE2 pattern in the words of Python's `re`, or `null` where a part of it has no equal there. Braces appear only as
// counts: Cloud Custodian expands what else stands in braces.

import type { RegexMode } from '../pattern.ts'
import { anchored, byNumber, literalCharacter } from './pattern-text.ts'

/** For `re.match`, which anchors at the start only. */
export function toPythonPattern(source: string, mode: RegexMode): string | null {
  const body = translate(source)
  if (body === null) return null
  return mode === 'full' ? anchored(body, 'python') : `[\\s\\S]*?(?:${body})`
}

const steps = /\\x\{([0-9A-Fa-f]+)\}|\\x([0-9A-Fa-f]{2})|\\([\s\S])|(\{\d+(?:,\d*)?\})|(\(\?(?::|P?<\w+>))|([\s\S])/uy

function translate(source: string): string | null {
  const out: string[] = []
  let at = 0
  while (at < source.length) {
    if (source[at] === '[') {
      const found = translateClass(source, at)
      if (found === null) return null
      out.push(found.text)
      at = found.end
      continue
    }
    steps.lastIndex = at
    const match = steps.exec(source)
    if (match === null) return null
    const text = translateStep(match, source.slice(steps.lastIndex))
    if (text === null) return null
    out.push(text)
    at = steps.lastIndex
  }
  return out.join('')
}

function translateStep(match: RegExpExecArray, rest: string): string | null {
  const [, longHex, shortHex, escaped, count, group, plain] = match
  const hex = longHex ?? shortHex
  if (hex !== undefined) return hexCharacter(hex)
  if (escaped !== undefined) return translateEscape(escaped, rest)
  if (count !== undefined) return count
  if (group !== undefined) return '(?:'
  return plain === undefined ? null : translatePlain(plain, rest)
}

const asserts: Readonly<Record<string, string>> = {
  A: '\\A',
  z: '\\Z',
  b: '(?a:\\b)',
  B: '(?a:\\B)',
  '^': '\\A',
  $: '\\Z',
}
const sets: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: '\\t\\n\\f\\r ' }
const controls = new Set([...'ntrfva'])

function translateEscape(escaped: string, rest: string): string | null {
  const assertion = escaped === '^' || escaped === '$' ? undefined : asserts[escaped]
  if (assertion !== undefined) return isRepeated(rest) ? null : assertion
  const set = sets[escaped.toLowerCase()]
  if (set !== undefined) return escaped === escaped.toLowerCase() ? `[${set}]` : `[^${set}]`
  if (controls.has(escaped)) return `\\${escaped}`
  return /^[^A-Za-z0-9]$/u.test(escaped) ? character(escaped) : null
}

function translatePlain(plain: string, rest: string): string | null {
  if (plain === '^' || plain === '$') return isRepeated(rest) ? null : (asserts[plain] ?? null)
  if (plain === '(') return rest.startsWith('?') ? null : '(?:'
  return /^[.)|*+?]$/.test(plain) ? plain : character(plain)
}

/** Python refuses to repeat an assertion. */
const isRepeated = (rest: string): boolean => /^(?:[*+?]|\{\d)/.test(rest)

const character = (text: string): string => literalCharacter(text, 'python')

function hexCharacter(hex: string): string | null {
  const codePoint = Number.parseInt(hex, 16)
  return codePoint <= 0x10ffff ? byNumber(codePoint, 'python') : null
}

const named: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-/:-@\\x5b-`\\x7b-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

const members = /\[:(\w+):\]|\\x\{([0-9A-Fa-f]+)\}|\\x([0-9A-Fa-f]{2})|\\([\s\S])|([\s\S])/uy

/** Members are written one by one and escaped, so that no sign in a class means anything to Python. */
function translateClass(source: string, start: number): { text: string; end: number } | null {
  const negated = source[start + 1] === '^'
  let at = start + (negated ? 2 : 1)
  let text = negated ? '[^' : '['
  for (let first = true; first || source[at] !== ']'; first = false) {
    members.lastIndex = at
    const match = members.exec(source)
    const translated = match && !startsUnknownName(match, source[members.lastIndex]) ? translateMember(match) : null
    if (match === null || translated === null) return null
    text += translated
    at = members.lastIndex
    if (source[at] === '-' && source[at + 1] !== ']' && isSingle(match)) {
      text += '-'
      at += 1
      members.lastIndex = at
      const last = members.exec(source)
      if (last === null || !isSingle(last) || startsUnknownName(last, source[members.lastIndex])) return null
      text += translateMember(last)
      at = members.lastIndex
    }
    if (at >= source.length) return null
  }
  return { text: `${text}]`, end: at + 1 }
}

/** `[:^alpha:]` and the like, which Python takes letter by letter. */
const startsUnknownName = (match: RegExpExecArray, next: string | undefined): boolean =>
  match[0] === '[' && next === ':'

const isSingle = ([, name, , , escaped]: RegExpExecArray): boolean =>
  name === undefined && (escaped === undefined || sets[escaped.toLowerCase()] === undefined)

function translateMember([, name, longHex, shortHex, escaped, plain]: RegExpExecArray): string | null {
  if (name !== undefined) return named[name] ?? null
  const hex = longHex ?? shortHex
  if (hex !== undefined) return hexCharacter(hex)
  if (plain !== undefined) return member(plain)
  if (escaped === undefined) return null
  if (sets[escaped] !== undefined) return sets[escaped]
  if (controls.has(escaped)) return `\\${escaped}`
  return /^[^A-Za-z0-9]$/u.test(escaped) ? member(escaped) : null
}

const member = (text: string): string => (text === '-' ? '\\-' : character(text))
