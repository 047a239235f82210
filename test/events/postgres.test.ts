import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresEvents } from '../../server/events/postgres.ts'
import type { News } from '../../server/ports.ts'
import { eventsContract, sharedEventsContract } from '../contracts/events.ts'
import { describeWithPostgres, executeSql, freshDatabase, type TestDatabase } from '../support/postgres.ts'

const fail = (error: unknown) => expect.unreachable(String(error))
const eventually = { timeout: 20_000 }
const newChannel = () => `test_${randomBytes(4).toString('hex')}`

describeWithPostgres()('events by PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.drop())

  const open = (channel: string, onListenerError: (error: unknown) => void = fail) =>
    postgresEvents({ connection: { connectionString: database.url }, channel, onListenerError })

  eventsContract('the events of PostgreSQL', () => open(newChannel(), () => {}))
  const service = newChannel()
  sharedEventsContract('the events of PostgreSQL', () => open(service))

  test('news on another channel is not heard', async () => {
    const [one, other] = [await open(newChannel()), await open(newChannel())]
    const heard: News[] = []
    other.subscribe((news) => heard.push(news))
    one.publish({ kind: 'audit_finished', auditId: 'x' })
    other.publish({ kind: 'resync' })
    await expect.poll(() => heard).toEqual([{ kind: 'resync' }])
    await one.close()
    await other.close()
  })

  test('a connection that is ended is made anew, and everybody looks again', async () => {
    const channel = newChannel()
    const [here, there] = [await open(channel), await open(channel)]
    const heard: [string, string][] = []
    here.subscribe(({ kind }) => heard.push(['here', kind]))
    there.subscribe(({ kind }) => heard.push(['there', kind]))
    await executeSql(
      database.url,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tagwarden events'",
    )
    await expect.poll(() => heard, eventually).toContainEqual(['here', 'resync'])
    await expect.poll(() => heard, eventually).toContainEqual(['there', 'resync'])
    here.publish({ kind: 'audit_finished', auditId: 'x' })
    await expect.poll(() => heard, eventually).toContainEqual(['there', 'audit_finished'])
    await here.close()
    await there.close()
  })

  test('without a database it opens all the same, and news stays in this process', async () => {
    const connection = { connectionString: 'postgres://nobody@127.0.0.1:1/none' }
    const events = await postgresEvents({ connection, channel: newChannel(), onListenerError: fail })
    const heard: News[] = []
    events.subscribe((news) => heard.push(news))
    events.publish({ kind: 'resync' })
    await expect.poll(() => heard).toEqual([{ kind: 'resync' }])
    await events.close()
  })
})
