// The login of the replicas, made by the owner of the tables: an existing one gets the password that is given.

import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import pg from 'pg'
import { AppError } from '../../core/errors.ts'
import type { Connection } from './connection.ts'

export type Login = { readonly name: string; readonly password: string }

/** User and password of an address. */
export function loginOf(url: string): Login {
  const { username, password } = new URL(url)
  const login = { name: decodeURIComponent(username), password: decodeURIComponent(password) }
  // Others would first have to be normalised, and differently by each driver.
  if (login.name !== '' && /^[\x20-\x7e]+$/.test(login.password)) return login
  throw new AppError('invalid_config', 'APPLICATION_DATABASE_URL holds no user and password of plain characters.', {
    hint: 'Write postgres://user:password@host:5432/database; a password is printable ASCII.',
  })
}

/** Whoever calls holds a lock: PostgreSQL refuses two changes of one role at once. */
export async function makeLogin(db: Connection, { name, password }: Login): Promise<void> {
  const { rows } = await db.query<{ owner: string; exists: boolean }>(
    'SELECT current_user AS owner, EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists',
    [name],
  )
  if (rows[0]?.owner === name) {
    throw new AppError('bad_usage', `${name} owns the tables and cannot be the login of the replicas.`, {
      hint: 'APPLICATION_DATABASE_URL has to name another user than DATABASE_URL.',
    })
  }
  const verb = rows[0]?.exists ? 'ALTER' : 'CREATE'
  const secret = pg.escapeLiteral(scramVerifier(password))
  await db.query(`${verb} ROLE ${pg.escapeIdentifier(name)} LOGIN PASSWORD ${secret}`)
}

const iterations = 4096

/** What PostgreSQL keeps of a password (RFC 5803). Made here, so that no log of statements ever has the password. */
function scramVerifier(password: string): string {
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const hmac = (key: string) => createHmac('sha256', salted).update(key).digest()
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64')
  const serverKey = hmac('Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
