// Common slips of agents, forgiven where only one thing can be meant.

import type { z } from 'zod'

/** A copy with the slips mended that caused `issues`; `null` if there is none to mend. */
export function repair(value: unknown, issues: readonly z.core.$ZodIssue[]): { readonly value: unknown } | null {
  const holder = { value: structuredClone(value) }
  let mended = false
  for (const issue of issues) {
    const place = find(holder, ['value', ...issue.path])
    if (place === null) continue
    const change = mend(place.parent[place.key], issue)
    if (change === null) continue
    if (change === dropped) delete place.parent[place.key]
    else place.parent[place.key] = change.meant
    mended = true
  }
  return mended ? { value: holder.value } : null
}

const dropped = Symbol('dropped')
type Change = { readonly meant: unknown } | typeof dropped | null

function mend(given: unknown, issue: z.core.$ZodIssue): Change {
  if (issue.code === 'invalid_value') return soleItem(given)
  if (issue.code !== 'invalid_type') return null
  // `null` for "not given"; where it is needed, the next parse says that it is missing.
  if (given === null && issue.path.length > 0) return dropped
  switch (issue.expected) {
    case 'array':
      return Array.isArray(fromJson(given)) ? { meant: fromJson(given) } : { meant: [given] }
    case 'object':
    case 'record':
      return isPlainObject(fromJson(given)) ? { meant: fromJson(given) } : null
    case 'number':
    case 'int':
      return typeof given === 'string' && /^-?\d+(\.\d+)?$/.test(given.trim())
        ? { meant: Number(given) }
        : soleItem(given)
    case 'boolean':
      return given === 'true' || given === 'false' ? { meant: given === 'true' } : soleItem(given)
    case 'string':
      return soleItem(given)
    default:
      return null
  }
}

/** A list of one thing, for the thing. */
const soleItem = (given: unknown): Change => (Array.isArray(given) && given.length === 1 ? { meant: given[0] } : null)

function fromJson(given: unknown): unknown {
  if (typeof given !== 'string' || !/^\s*[[{]/.test(given)) return undefined
  try {
    return JSON.parse(given)
  } catch {
    // Then it is not JSON, but a text that begins like it.
    return undefined
  }
}

const isPlainObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)

type Place = { readonly parent: Record<PropertyKey, unknown>; readonly key: PropertyKey }

function find(holder: object, path: readonly PropertyKey[]): Place | null {
  let parent: unknown = holder
  for (const step of path.slice(0, -1)) {
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, step)) return null
    parent = Reflect.get(parent, step)
  }
  const key = path.at(-1)
  if (key === undefined || typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) return null
  // Objects and arrays can both be written to by key.
  return { parent: parent as Record<PropertyKey, unknown>, key }
}
