// Writes until it is killed. A line on standard output says what was acknowledged, after it was.

import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { audit, examplePolicy, job, logEntry } from '../contracts/store-examples.ts'
import { crashPart, crashRollups, groupSize, partsOf, roundDay, takenAt } from './crash-plan.ts'

const [folder = '', round = '0'] = process.argv.slice(2)
const store = await openSqliteStore(folder)
let collecting = 0
/** Ended jobs that are older than this are pruned. */
const afterPruning = '2027-01-01T00:00:00.000Z'
const say = (kind: string, id: string) => writeSync(1, `${kind} ${id}\n`)

async function writeLog(): Promise<never> {
  for (let group = 0; ; group++) {
    const requestId = `${round}-${group}`
    await store.appendLog(Array.from({ length: groupSize }, () => logEntry({ requestId })))
    say('log', requestId)
    if (group % 8 === 0) await sleep(1)
  }
}

async function writeSnapshots(): Promise<never> {
  await store.savePolicy(examplePolicy)
  for (let number = 0; ; number++) {
    collecting = number
    const id = `${round}-${number}`
    await store.createSnapshot({ id, estate: 'crash', takenAt: takenAt(round, number) })
    for (let index = 0; index < partsOf(number); index++) {
      await store.addPart(id, crashPart(id, index))
      say('part', `${id} ${index}`)
    }
    await store.finishSnapshot(id, { status: 'complete', coverage: [], skipped: [] })
    say('snapshot', id)
    await store.saveAudit(
      audit({ id, snapshotId: id, estate: 'crash', evaluatedAt: takenAt(round, number) }),
      crashRollups(roundDay(round), id, number),
    )
    say('audit', id)
    await sleep(1)
  }
}

async function writeJobs(): Promise<never> {
  for (let number = 0; ; number++) {
    const id = `${round}-${number}`
    await store.createJob(job({ id, updatedAt: afterPruning }))
    say('job', `${id} working`)
    await store.updateJob(id, { status: 'completed', fraction: 1, updatedAt: afterPruning })
    say('job', `${id} completed`)
    await sleep(1)
  }
}

async function pruneOften(): Promise<never> {
  for (;;) {
    await sleep(15)
    await store.prune({ olderThan: takenAt(round, collecting), keepAtLeast: 3 })
  }
}

say('ready', round)
await Promise.all([writeLog(), writeSnapshots(), writeJobs(), pruneOften()])
