import type { Store } from '../ports.ts'
import type { Shell } from './command.ts'

export const dataDirOption = { 'data-dir': { type: 'string' } } as const

/** `--data-dir`, else the server's own setting. */
export const dataDirOf = (option: string | undefined, { env }: Pick<Shell, 'env'>): string =>
  option ?? (env.DATA_DIR || './data')

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
