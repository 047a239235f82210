import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Store } from '../../server/ports.ts'
import { migratePostgres, openPostgresStore } from '../../server/store/postgres.ts'
import { addAudit, rollup } from '../contracts/store-examples.ts'
import { describeWith } from '../support/missing-service.ts'
import { canMakeStandby, executeSql, querySql, startPostgres, startStandby } from '../support/postgres.ts'
import { type OwnServer, stopServer } from '../support/shared-server.ts'
import { optionsFor } from './postgres-database.ts'

const june = { since: '2026-06-01', until: '2026-07-01' }
const hour = 3_600_000

describeWith(
  'PostgreSQL (system)',
  canMakeStandby(),
  'apt-get install postgresql',
)('trends from a standby', () => {
  let primary: OwnServer
  let standby: OwnServer
  const stores: Store[] = []

  beforeAll(async () => {
    primary = await startPostgres('system')
    await migratePostgres(optionsFor(primary.url))
    standby = await startStandby(primary)
  })
  beforeEach(() => executeSql(standby.url, 'SELECT pg_wal_replay_resume()'))
  afterAll(async () => {
    for (const store of stores) await store.close()
    await Promise.all([stopServer(standby), stopServer(primary)])
  })

  const open = async (maxLagMs: number, url = standby.url) => {
    const store = await openPostgresStore(optionsFor(primary.url, { standby: { url, maxLagMs } }))
    stores.push(store)
    return store
  }
  /** The function only asks for it. */
  const pauseReplay = async () => {
    await executeSql(standby.url, 'SELECT pg_wal_replay_pause()')
    const state = () => querySql(standby.url, 'SELECT pg_get_wal_replay_pause_state() AS state')
    await vi.waitFor(async () => expect(await state()).toEqual([{ state: 'paused' }]), { timeout: 20_000 })
  }
  const daysSeen = async (store: Store) => (await store.rollups('demo', 'all', june)).map(({ day }) => day)

  test('may be as old as the bound, and no older', async () => {
    const [patient, strict] = [await open(hour), await open(0)]
    await addAudit(patient, {}, [rollup({ day: '2026-06-01' })])
    await vi.waitFor(async () => expect(await daysSeen(patient)).toEqual(['2026-06-01']), { timeout: 20_000 })
    await pauseReplay()
    await addAudit(patient, { id: 'second' }, [rollup({ day: '2026-06-02' })])
    expect(await daysSeen(patient)).toEqual(['2026-06-01'])
    expect(await daysSeen(strict)).toEqual(['2026-06-01', '2026-06-02'])
  })

  test('come from the primary where the standby is none', async () => {
    const store = await open(hour, primary.url)
    expect(await daysSeen(store)).toEqual(['2026-06-01', '2026-06-02'])
  })

  test('come from the primary when the standby goes away', async () => {
    const store = await open(hour)
    await vi.waitFor(async () => expect(await daysSeen(store)).toHaveLength(2), { timeout: 20_000 })
    await stopServer(standby)
    expect(await daysSeen(store)).toHaveLength(2)
  })
})
