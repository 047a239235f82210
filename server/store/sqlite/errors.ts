// What can go wrong with the file, each in one sentence.

import Database from 'better-sqlite3'
import { AppError } from '../../core/errors.ts'

type Fault = { readonly codes: RegExp; readonly says: (subject: string) => string; readonly hint: string }

const faults: readonly Fault[] = [
  {
    codes: /^SQLITE_(BUSY|LOCKED)/,
    says: (subject) => `${subject} is locked by another program.`,
    hint: 'Close the program that has it open, then try again.',
  },
  {
    codes: /^SQLITE_(NOTADB|CORRUPT)/,
    says: (subject) => `${subject} is damaged.`,
    hint: 'Restore it from a backup, or move it away to start with an empty one.',
  },
  {
    codes: /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    says: (subject) => `${subject} cannot grow: the disk is full.`,
    hint: 'Free some space; tagwarden store prune removes old snapshots.',
  },
  {
    codes: /^(SQLITE_(CANTOPEN|READONLY|PERM)|EACCES|EPERM|EROFS|ENOTDIR|EEXIST)/,
    says: (subject) => `${subject} cannot be written.`,
    hint: 'It must be in a folder in which this user may create files.',
  },
  {
    codes: /^(SQLITE_IOERR|EIO)/,
    says: (subject) => `${subject} cannot be used: the disk reports an error.`,
    hint: 'Check the disk, then start again.',
  },
]

/** Anything else is a mistake of ours and stays what it is. */
export function asStoreError(cause: unknown, subject: string): unknown {
  const code = codeOf(cause)
  const fault = faults.find(({ codes }) => codes.test(code))
  return fault ? new AppError('store_unavailable', fault.says(subject), { hint: fault.hint, cause }) : cause
}

function codeOf(cause: unknown): string {
  if (cause instanceof AppError) return ''
  if (cause instanceof Database.SqliteError) return cause.code
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
