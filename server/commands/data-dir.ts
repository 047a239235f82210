import { parseConfig } from '../config.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../ports.ts'
import type { Shell } from './command.ts'

export const dataDirOption = { 'data-dir': { type: 'string' } } as const

/** `--data-dir`, else the server's own setting. */
export const dataDirOf = (option: string | undefined, { env }: Pick<Shell, 'env'>): string =>
  option ?? (env.DATA_DIR || './data')

/** Whether the shell means the database that replicas share: a folder that is named goes before it. */
export const meansDatabase = (option: string | undefined, { env }: Pick<Shell, 'env'>): boolean =>
  option === undefined && !!env.DATABASE_URL?.trim()

/** Opens the store for one piece of work; refuses a folder that has none, and an old schema. */
export async function withStore<T>(
  option: string | undefined,
  shell: Pick<Shell, 'env'>,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openExisting(option, shell)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

async function openExisting(option: string | undefined, shell: Pick<Shell, 'env'>): Promise<Store> {
  if (meansDatabase(option, shell)) return (await openStore({ ...parseConfig(shell.env), MIGRATE: false })).store
  // On demand: most commands need no database.
  const { openSqliteStore } = await import('../store/sqlite.ts')
  return openSqliteStore(dataDirOf(option, shell), { mustExist: true })
}
