// Values as they travel: secrets are marked objects, what a preview does not know yet is a sentinel.

import { isDeepStrictEqual } from 'node:util'
import { type Loose, type Props, Struct } from './messages.ts'

export const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
const signature = '4dabf18193072939515e22adb298388d'
const secretMark = '1b47061264138c4ac30d75fd1eb44270'

/** Rules and comparisons want the plain value. */
export function plain(value: Loose): Loose {
  if (typeof value !== 'object' || value === null) return value
  if (value[signature] === secretMark) return plain(value.value)
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

/** By way of JSON, because protobuf refuses `undefined`. */
export const toStruct = (props: Props): Loose => Struct.fromJavaScript(JSON.parse(JSON.stringify(props)))
export const fromStruct = (struct: Loose): Props => struct?.toJavaScript() ?? {}

/** Names with `__` are the SDK's own notes. */
export const ownKeys = (props: Props): string[] => Object.keys(props).filter((key) => !key.startsWith('__'))

export function changedKeys(olds: Props, news: Props): string[] {
  const keys = new Set([...ownKeys(olds), ...ownKeys(news)])
  return [...keys].filter((key) => !isDeepStrictEqual(plain(olds[key]), plain(news[key])))
}

const segments = (urn: string) => urn.split('::')
export const typeOf = (urn: string): string => segments(urn)[2]?.split('$').at(-1) ?? ''
export const nameOf = (urn: string): string => segments(urn).slice(3).join('::')
