// Other ways to write the same: JSON in another order, a policy with one thing changed, a key in other letters.

import fc from 'fast-check'

/** The same JSON with the keys of every object, and the lists that are sets, the other way round. */
export function turnAround(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => turnAround(item))
    return ['allowed_values', 'allowed_globs', 'applies_to'].includes(field) ? items.toReversed() : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, child]) => [key, turnAround(child, key)]),
  )
}

type Step = string | number
const silent = new Set<Step>(['description', 'last_updated', '$schema'])

/** The paths of everything that has a meaning; in `aliases` every key has. */
export function placesOf(value: unknown, path: readonly Step[] = []): Step[][] {
  if (typeof value !== 'object' || value === null) return [[...path]]
  return entriesOf(value)
    .filter(([key]) => path[0] === 'aliases' || !(silent.has(key) || String(key).startsWith('x-')))
    .flatMap(([key, child]) => placesOf(child, [...path, key]))
}

/** The same JSON with something else at one place. */
export function changeAt(value: unknown, [step, ...rest]: readonly Step[]): unknown {
  if (step === undefined) return changed(value)
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? changeAt(item, rest) : item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, key === step ? changeAt(child, rest) : child]),
  )
}

function changed(value: unknown): unknown {
  switch (typeof value) {
    case 'boolean':
      return !value
    case 'number':
      return value + 1
    case 'string':
      return otherWord[value] ?? `${value}a`
    default:
      return value
  }
}

const otherWord: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  error: 'warning',
  warning: 'error',
  full: 'search',
  search: 'full',
})

function entriesOf(value: object): [Step, unknown][] {
  return Array.isArray(value) ? [...value.entries()] : Object.entries(value)
}

/** A key of letters, and the same key in other letters and with other separators. */
export function respelledKey(): fc.Arbitrary<{ name: string; key: string }> {
  const letters = fc.array(
    fc.tuple(fc.constantFrom(...'abcXYZ019'), fc.boolean(), fc.constantFrom('', '', ' ', '_', '-')),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  return letters
    .map((parts) => ({
      name: parts.map(([letter]) => letter).join(''),
      key: parts.map(([letter, upper, gap]) => (upper ? letter.toUpperCase() : letter.toLowerCase()) + gap).join(''),
    }))
    .filter(({ name, key }) => name !== key)
}
