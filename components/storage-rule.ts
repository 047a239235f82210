// Where the server may keep its data: SQLite only where exactly one process owns a local disk.

export type StorageKind = 'sqlite' | 'postgres'

export type Placement = {
  readonly target: 'docker' | 'ecs' | 'ec2'
  readonly storage: StorageKind
  readonly replicas: number
}

const disks: Readonly<Record<Exclude<Placement['target'], 'docker'>, string>> = {
  ecs: 'its tasks have no local disk of their own that outlives them',
  ec2: 'its instances are replaced every week, their disks with them',
}

/** Throws with the reason, before anything is registered. */
export function requireStorage({ target, storage, replicas }: Placement): void {
  if (target !== 'docker' && storage === 'sqlite')
    throw new Error(
      `storage: ${target} cannot use sqlite, ${disks[target]} (WAL does not work on a network file system); use postgres`,
    )
  if (target === 'docker' && storage === 'postgres')
    throw new Error('storage: docker has no PostgreSQL here; use sqlite, or docker compose --profile postgres')
  if (storage === 'sqlite' && replicas !== 1)
    throw new Error(`storage: sqlite belongs to exactly one process, not to ${replicas}; use one replica or postgres`)
}
