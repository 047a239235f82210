// The numbered SQL files of a database, and which of them it still lacks.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { AppError } from '../core/errors.ts'

export type Migration = {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

export type AppliedMigration = Pick<Migration, 'number' | 'name' | 'checksum'>

export function readMigrations(database: 'sqlite' | 'postgres'): Migration[] {
  const folder = new URL(`migrations/${database}/`, import.meta.url)
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
    .map((file) => {
      const sql = readFileSync(new URL(file, folder), 'utf8')
      const checksum = createHash('sha256').update(sql).digest('hex')
      return { number: Number.parseInt(file, 10), name: file.slice(0, -'.sql'.length), sql, checksum }
    })
}

/** Refuses a database whose history is not the beginning of ours. */
export function missingMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  for (const [at, { number, name, checksum }] of applied.entries()) {
    const own = known[at]
    if (own === undefined) {
      throw new AppError(
        'store_unavailable',
        `The database is newer than this Tagwarden: it has migration ${number}, the newest here is ${known.length}.`,
        { hint: 'Start the version that wrote it, or a newer one.' },
      )
    }
    if (own.number !== number || own.checksum !== checksum) {
      throw new AppError(
        'store_unavailable',
        `Migration ${name} of the database is not the ${own.name} of this version.`,
        { hint: 'Start the version that wrote it, or restore a backup.' },
      )
    }
  }
  return known.slice(applied.length)
}
