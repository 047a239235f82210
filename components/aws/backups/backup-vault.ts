import { Vault } from '@pulumi/aws/backup/vault.js'
import { VaultLockConfiguration } from '@pulumi/aws/backup/vaultLockConfiguration.js'
import * as pulumi from '@pulumi/pulumi'
import { dataTags, type Tags } from '../../tags.ts'
import { dataOptions } from '../data-options.ts'

/** Whom the lock keeps from deleting a backup: all but who may take the lock away, or everybody for ever. */
export type LockMode = 'governance' | 'compliance'

/** For how long. */
export interface BackupDays {
  readonly daily: number
  /** So far back the database can be brought to any second; none where that is left to RDS. */
  readonly anySecond: number | undefined
}

export interface BackupVaultArgs {
  readonly keyArn: pulumi.Input<string>
  readonly days: BackupDays
  readonly lock: LockMode | undefined
  /** Else a destroy deletes the vault with everything in it. */
  readonly keepData: boolean
  readonly tags: Tags
}

/** In compliance mode the days in which the lock can still be taken away. */
const daysOfGrace = 7

/** Where backups are kept. */
export class BackupVault extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>
  /** Known once the lock is on. */
  readonly vaultName: pulumi.Output<string>

  constructor(name: string, args: BackupVaultArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:BackupVault', name, {}, opts)
    const kept = { parent: this, ...dataOptions(args.keepData) }
    const tags = dataTags(args.tags, 'internal')
    const vault = new Vault(name, { kmsKeyArn: args.keyArn, forceDestroy: !args.keepData, tags }, kept)
    const locks = args.lock ? [this.locked(name, vault, args.lock, args.days, kept)] : []
    this.arn = vault.arn
    this.vaultName = pulumi.all([vault.name, locks.map(({ id }) => id)]).apply(([vaultName]) => vaultName)
    this.registerOutputs({ arn: this.arn, vaultName: this.vaultName })
  }

  private locked(name: string, vault: Vault, mode: LockMode, days: BackupDays, kept: pulumi.ResourceOptions) {
    const changeable = mode === 'compliance' ? { changeableForDays: daysOfGrace } : {}
    const locked = { backupVaultName: vault.name, ...lockedDays(days), ...changeable }
    return new VaultLockConfiguration(`${name}-lock`, locked, kept)
  }
}

/** What the plan asks for, no less and no more. */
const lockedDays = ({ daily, anySecond = daily }: BackupDays) => ({
  minRetentionDays: Math.min(daily, anySecond),
  maxRetentionDays: Math.max(daily, anySecond),
})
