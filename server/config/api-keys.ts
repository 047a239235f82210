// How a stored API key is written: `name:scope+scope:sha256:hex`, where name and scopes may be left out.

import { scopes as allScopes, type Scope } from '../tools/define.ts'

export type StoredKey = {
  /** Who the caller is in limits, logs and the audit log. */
  readonly name: string
  readonly scopes: readonly Scope[]
  /** SHA-256 of the key, in hex. Keys are 256 random bits, so a slow hash would protect nothing. */
  readonly hash: string
}

const form =
  /^(?:(?<name>[a-z\d][\w.-]{0,63}):)?(?:(?<scopes>[a-z]+:[a-z]+(?:\+[a-z]+:[a-z]+)*):)?sha256:(?<hash>[\da-f]{64})$/i

/** `null` for what is no such line. Without scopes a key has all of them. */
export function parseStoredKey(line: string): StoredKey | null {
  const { name, scopes, hash } = form.exec(line)?.groups ?? {}
  if (hash === undefined) return null
  const named = scopes?.split('+') ?? allScopes
  return named.every(isScope)
    ? { name: name ?? `key-${hash.slice(0, 8).toLowerCase()}`, scopes: named, hash: hash.toLowerCase() }
    : null
}

export const isScope = (word: string): word is Scope => allScopes.some((scope) => scope === word)

export const isKeyName = (word: string): boolean => /^[a-z\d][\w.-]{0,63}$/i.test(word) && word !== 'sha256'

export function writeStoredKey({ name, scopes, hash }: StoredKey): string {
  return `${name}:${scopes.join('+')}:sha256:${hash}`
}
