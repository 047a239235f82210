// Inputs of a resource as a rule reads them. In a preview a part of them is not known yet.

import { UnknownValueError } from '@pulumi/policy'

/** What is not known is the very error that Pulumi throws for it, and turns into a remark when it meets it. */
export type NotKnown = Error & { readonly props: readonly string[] }
/** The package exports the class and declares it nowhere, so that without this line everything here would be an `any`. */
const errorOfPulumi: new () => NotKnown = UnknownValueError

export type Value = null | boolean | number | string | NotKnown | readonly Value[] | Props
export type Props = { readonly [key: string]: Value }

export const isNotKnown = (value: unknown): value is NotKnown => value instanceof errorOfPulumi

/** Reads all of it: the proxy that Pulumi hands over throws at whoever touches what is not known. */
export function readProps(given: object): Props {
  return Object.fromEntries(Object.keys(given).map((key) => [key, readPart(given, key)]))
}

function readPart(given: object, key: string): Value {
  try {
    return readValue(Reflect.get(given, key))
  } catch (error) {
    if (isNotKnown(error)) return error
    throw error
  }
}

function readValue(value: unknown): Value {
  if (Array.isArray(value)) return Array.from(value, (_, index) => readPart(value, String(index)))
  if (typeof value === 'object' && value !== null) return readProps(value)
  // The engine hands over JSON, and nothing else is left of it here.
  return value as null | boolean | number | string
}

const isProps = (value: Value | undefined): value is Props =>
  typeof value === 'object' && value !== null && !isNotKnown(value) && !Array.isArray(value)

/** Follows names; what lies in something not known is not known either. */
export function at(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  const [name, ...rest] = path
  if (name === undefined || isNotKnown(value)) return value
  return isProps(value) ? at(Object.hasOwn(value, name) ? value[name] : undefined, ...rest) : undefined
}

/** A list; a single value counts as a list of one, as it does for Pulumi where a block can be there once. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value as Value]
}

/** Set to something, known or not. */
export const isGiven = (value: Value | undefined): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
