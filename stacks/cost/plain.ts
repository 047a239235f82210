// Reads what a resource was given, and only where it is plain: an Output is neither waited for nor looked into.

export type Inputs = Readonly<Record<string, unknown>>

const isPlainObject = (value: unknown): value is Inputs => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** `path`: names joined by dots. */
function at(inputs: Inputs, path: string): unknown {
  let found: unknown = inputs
  for (const name of path.split('.')) found = isPlainObject(found) ? found[name] : undefined
  return found
}

export function textAt(inputs: Inputs, path: string): string | undefined {
  const value = at(inputs, path)
  return typeof value === 'string' ? value : undefined
}

/** Also of a text with a number in it, as task definitions have. */
export function numberAt(inputs: Inputs, path: string): number | undefined {
  const value = at(inputs, path)
  const read = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined
}

export const isTrueAt = (inputs: Inputs, path: string): boolean => at(inputs, path) === true

export function listAt(inputs: Inputs, path: string): readonly unknown[] | undefined {
  const value = at(inputs, path)
  return Array.isArray(value) ? value : undefined
}

export const objectsAt = (inputs: Inputs, path: string): readonly Inputs[] =>
  (listAt(inputs, path) ?? []).filter(isPlainObject)
