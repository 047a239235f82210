// The API keys that are let in: those of the environment, those of a file that may change, and the server's own.

import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { parseStoredKey, type StoredKey } from '../config/api-keys.ts'
import { AppError } from '../core/errors.ts'
import type { Logger } from '../logger.ts'

export type KeyRing = {
  readonly find: (key: string) => Promise<StoredKey | null>
}

export type KeyRingOptions = {
  readonly hashes: readonly string[]
  readonly file: string | undefined
  /** Keys made at start, such as the one in the address file for our own shell. */
  readonly own: readonly StoredKey[]
  readonly now: () => number
  readonly logger: Pick<Logger, 'info' | 'error'>
}

export const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex')

/** A file that was changed is in force within this time. */
const lookEveryMs = 1000

export async function openKeyRing({ hashes, file, own, now, logger }: KeyRingOptions): Promise<KeyRing> {
  const fixed = [...own, ...parseLines(hashes, 'API_KEY_HASHES, entry')]
  let version = file === undefined ? '' : await versionOf(file)
  let keys = [...fixed, ...(file === undefined ? [] : await readKeys(file))]
  let lookedAt = now()

  async function refresh(path: string): Promise<void> {
    lookedAt = now()
    try {
      const current = await versionOf(path)
      if (current === version) return
      keys = [...fixed, ...(await readKeys(path))]
      version = current
      logger.info({ keys: keys.length }, 'api keys read again')
    } catch (error) {
      // The keys that were last good stay in force.
      logger.error({ err: error }, 'the file of api keys cannot be read')
    }
  }

  return {
    async find(key) {
      if (file !== undefined && now() - lookedAt >= lookEveryMs) await refresh(file)
      return match(keys, key)
    },
  }
}

/** Looks at every key, found or not: the time taken says nothing about which one was near. */
function match(keys: readonly StoredKey[], key: string): StoredKey | null {
  const given = Buffer.from(hashKey(key))
  let found: StoredKey | null = null
  for (const stored of keys) if (timingSafeEqual(given, Buffer.from(stored.hash))) found = stored
  return found
}

async function versionOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path)
    return `${mtimeMs}:${size}:${ino}`
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

async function readKeys(path: string): Promise<StoredKey[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw unreadable(path, cause)
  }
  return parseLines(text.split(/\r?\n/), 'API_KEY_HASHES_FILE, line')
}

/** Blank lines and those that begin with # are skipped; lines keep their numbers. */
function parseLines(lines: readonly string[], place: string): StoredKey[] {
  return lines.flatMap((line, at) => {
    const text = line.trim()
    if (text === '' || text.startsWith('#')) return []
    const key = parseStoredKey(text)
    if (key !== null) return [key]
    throw new AppError('invalid_config', `${place} ${at + 1}: this is no hash of an API key.`, {
      hint: 'Make a key and its line with: tagwarden keys create',
    })
  })
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError('invalid_config', `API_KEY_HASHES_FILE: ${path} cannot be read.`, { cause })
}
