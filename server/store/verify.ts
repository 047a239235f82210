// Reads everything that is stored and names what is not as it was written. Changes nothing.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import type { LogVerdict } from '../ports.ts'
import { postgresSide } from './copy/postgres-side.ts'
import { sqliteSide } from './copy/sqlite-side.ts'
import type { Side } from './copy/tables.ts'
import { openPool, type PoolOptions } from './postgres/connection.ts'
import { asDatabaseError } from './postgres/errors.ts'
import { openLog } from './postgres/log.ts'
import { refuseOldSchema } from './postgres/migrate.ts'
import { asStoreError } from './sqlite/errors.ts'
import { logMethods } from './sqlite/log.ts'
import { takeOwnership } from './sqlite/owner.ts'
import { checkAudits, checkPolicies, checkRollups } from './verify/audits.ts'
import type { Report } from './verify/report.ts'
import { checkParts, checkSnapshots } from './verify/snapshots.ts'

export type Verified = {
  readonly policies: number
  readonly snapshots: number
  readonly parts: number
  readonly audits: number
  readonly rollups: number
  readonly log: LogVerdict
}

/** Of a folder that no server uses. */
export async function verifySqlite(folder: string, report: Report): Promise<Verified> {
  const path = join(folder, 'tagwarden.db')
  if (!existsSync(path)) {
    throw new AppError('not_found', `There is no store in ${folder}.`, {
      hint: 'Name the folder of the server, its DATA_DIR.',
    })
  }
  const owner = takeOwnership(folder)
  let db: Sqlite.Database | undefined
  try {
    db = new Sqlite(path, { readonly: true })
    const found = db.pragma('integrity_check(20)') as { integrity_check: string }[]
    for (const { integrity_check: fault } of found) if (fault !== 'ok') await report('the file', fault)
    return await checkAll(sqliteSide(db), report, logMethods(db).verifyLog)
  } catch (cause) {
    throw asStoreError(cause, path)
  } finally {
    db?.close()
    owner.release()
  }
}

/** Beside running servers: everything is read as it was at one moment. */
export async function verifyPostgres(options: PoolOptions, report: Report): Promise<Verified> {
  const db = openPool(options)
  try {
    await refuseOldSchema(db)
    return await db.transaction(async (connection) => {
      await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
      return checkAll(postgresSide(connection), report, openLog(connection, '').methods.verifyLog)
    })
  } catch (cause) {
    throw asDatabaseError(cause)
  } finally {
    await db.close()
  }
}

async function checkAll(side: Side, report: Report, verifyLog: () => Promise<LogVerdict>): Promise<Verified> {
  const policies = await checkPolicies(side, report)
  const snapshots = await checkSnapshots(side, report)
  const parts = await checkParts(side, snapshots, report)
  const audits = await checkAudits(side, { policies, snapshots }, report)
  const rollups = await checkRollups(side, audits, report)
  const log = await verifyLog()
  return { policies: policies.size, snapshots: snapshots.size, parts, audits: audits.size, rollups, log }
}
