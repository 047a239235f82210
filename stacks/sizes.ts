// The one place that knows what dev, staging and prod mean. Everything else gets values.

import type { LockMode } from '../components/aws/backups/backup-vault.ts'
import type { Environment } from './config.ts'

export interface Sizes {
  /** Zones that are used when configuration does not pin them. */
  readonly zones: 2 | 3
  /** One NAT gateway a zone, or one in all. */
  readonly natPerZone: boolean
  readonly logRetentionDays: number
  /** How long a deleted secret can be got back. */
  readonly secretRecoveryDays: number
  /** Database, file system, keys and log bucket survive a destroy. */
  readonly keepData: boolean
  readonly database: {
    readonly instanceClass: string
    readonly storageGb: number
    readonly multiAz: boolean
    readonly backupDays: number
    readonly applyImmediately: boolean
  }
  readonly cache: { readonly nodeType: string; readonly nodes: number }
  readonly tasks: { readonly min: number; readonly start: number; readonly max: number }
  /** Virtual machines of the target ec2. */
  readonly instances: { readonly min: number; readonly start: number; readonly max: number }
  /** Tasks that never run on Spot; the rest is spread, none on Spot where `spotWeight` is 0. */
  readonly onDemand: { readonly base: number; readonly weight: number; readonly spotWeight: number }
  readonly rollout: 'rolling' | 'blue-green'
  readonly allowsOffHours: boolean
  /** A shell in a running container, for looking into trouble. */
  readonly allowsExec: boolean
  /** In the vault, beside what RDS keeps by itself. */
  readonly backups: {
    /** How long a daily one is kept. */
    readonly dailyDays: number
    /** The vault also holds every second of the last `database.backupDays`. */
    readonly anySecond: boolean
    readonly lock: LockMode | undefined
  }
  /** A month may cost so much before somebody is told. */
  readonly budgetUsd: number
}

export const sizes: Record<Environment, Sizes> = {
  dev: {
    zones: 2,
    natPerZone: false,
    logRetentionDays: 7,
    secretRecoveryDays: 0,
    keepData: false,
    database: {
      instanceClass: 'db.t4g.micro',
      storageGb: 20,
      multiAz: false,
      backupDays: 1,
      applyImmediately: true,
    },
    cache: { nodeType: 'cache.t3.micro', nodes: 1 },
    tasks: { min: 1, start: 1, max: 2 },
    instances: { min: 1, start: 1, max: 2 },
    onDemand: { base: 0, weight: 0, spotWeight: 1 },
    rollout: 'rolling',
    allowsOffHours: true,
    allowsExec: true,
    backups: { dailyDays: 7, anySecond: false, lock: undefined },
    budgetUsd: 200,
  },
  staging: {
    zones: 2,
    natPerZone: false,
    logRetentionDays: 30,
    secretRecoveryDays: 7,
    keepData: false,
    database: {
      instanceClass: 'db.t4g.medium',
      storageGb: 20,
      multiAz: false,
      backupDays: 7,
      applyImmediately: true,
    },
    cache: { nodeType: 'cache.t3.micro', nodes: 1 },
    tasks: { min: 2, start: 2, max: 4 },
    instances: { min: 2, start: 2, max: 4 },
    onDemand: { base: 0, weight: 0, spotWeight: 1 },
    rollout: 'rolling',
    allowsOffHours: true,
    allowsExec: true,
    backups: { dailyDays: 14, anySecond: true, lock: undefined },
    budgetUsd: 300,
  },
  prod: {
    zones: 3,
    natPerZone: true,
    logRetentionDays: 365,
    secretRecoveryDays: 30,
    keepData: true,
    database: {
      instanceClass: 'db.t4g.medium',
      storageGb: 50,
      multiAz: true,
      backupDays: 35,
      applyImmediately: false,
    },
    cache: { nodeType: 'cache.t3.micro', nodes: 2 },
    tasks: { min: 2, start: 3, max: 10 },
    instances: { min: 3, start: 3, max: 6 },
    onDemand: { base: 2, weight: 1, spotWeight: 1 },
    rollout: 'blue-green',
    allowsOffHours: false,
    allowsExec: false,
    backups: { dailyDays: 90, anySecond: true, lock: 'governance' },
    budgetUsd: 600,
  },
}
