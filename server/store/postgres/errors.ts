// What can go wrong with the database, each in one sentence. Neither names nor passwords of the URL are repeated.

import pg from 'pg'
import { AppError } from '../../core/errors.ts'

type Fault = {
  readonly codes: RegExp
  readonly says: string
  readonly hint: string
  /** Passes by itself: the same call may be tried again. */
  readonly passing: boolean
}

const faults: readonly Fault[] = [
  {
    codes: /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|08|57P0)/,
    says: 'The database does not answer.',
    hint: 'It is tried again with every call; check that PostgreSQL runs and can be reached.',
    passing: true,
  },
  {
    codes: /^(ENOTFOUND|ENOENT|3D000)/,
    says: 'There is no such database.',
    hint: 'Check host and database name in DATABASE_URL.',
    passing: false,
  },
  {
    codes: /^(28|SASL)/,
    says: 'The database does not let us in.',
    hint: 'Check user and password in DATABASE_URL.',
    passing: false,
  },
  {
    codes: /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/,
    says: 'The certificate of the database is not trusted.',
    hint: 'Name the authority that signed it in DATABASE_CA_FILE.',
    passing: false,
  },
  {
    codes: /^(53[023]00|53000)/,
    says: 'The database has no connection or memory left.',
    hint: 'Lower DATABASE_POOL_SIZE, or raise max_connections.',
    passing: true,
  },
  {
    codes: /^(53100|58030)/,
    says: 'The database cannot grow: its disk is full.',
    hint: 'Free some space; tagwarden store prune removes old snapshots.',
    passing: true,
  },
  {
    codes: /^(57014|55P03|40001|40P01|QUERY_TIMEOUT)/,
    says: 'The database took too long.',
    hint: 'Try again; DATABASE_STATEMENT_TIMEOUT_S says how long a statement may take.',
    passing: true,
  },
  { codes: /^25006/, says: 'The database is read-only.', hint: 'DATABASE_URL has to name the primary.', passing: true },
  {
    codes: /^42704/,
    says: 'There is no such role.',
    hint: 'Create it with: CREATE ROLE name LOGIN',
    passing: false,
  },
  {
    codes: /^42501/,
    says: 'The database does not allow this.',
    hint: 'docs/postgres.md lists what each role needs.',
    passing: false,
  },
]

const retryAfterS = 5

/** Anything else is a mistake of ours and stays what it is. */
export function asDatabaseError(cause: unknown): unknown {
  const code = codeOf(cause)
  const fault = faults.find(({ codes }) => codes.test(code))
  if (fault === undefined) return cause
  const details = { hint: fault.hint, cause, ...(fault.passing && { retryAfterS }) }
  return new AppError('store_unavailable', fault.says, details)
}

/** Refused for what was asked, not for the state of the database. */
export const isBadValue = (cause: unknown): boolean => /^2[23]/.test(codeOf(cause))

/** The connection is gone: whether the statement was carried out is not known. */
export const isLostConnection = (cause: unknown): boolean => faults[0]?.codes.test(codeOf(cause)) === true

/** Where an error of the driver has no code it is known by its words. */
const codeless: readonly [words: RegExp, code: string][] = [
  [/^(Connection terminated|Client has encountered a connection error|timeout exceeded)/, 'ECONNRESET'],
  [/^Query read timeout/, 'QUERY_TIMEOUT'],
  [/^SASL/, 'SASL'],
  [/does not support SSL/, 'TLS'],
]

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error) || cause instanceof AppError) return ''
  // Every address of a host was tried in vain.
  if (cause instanceof AggregateError) return codeOf(cause.errors[0])
  if (cause instanceof pg.DatabaseError) return cause.code ?? ''
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  return codeless.find(([words]) => words.test(cause.message))?.[1] ?? ''
}
