import type { Store } from '../ports.ts'

export const dataDirOption = { 'data-dir': { type: 'string', default: './data' } } as const

/** Opens the store for one piece of work; refuses a folder that has none. */
export async function withStore<T>(folder: string, work: (store: Store) => Promise<T>): Promise<T> {
  // On demand: most commands need no database.
  const { openSqliteStore } = await import('../store/sqlite.ts')
  const store = await openSqliteStore(folder, { mustExist: true })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
