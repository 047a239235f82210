import { InstanceAutomatedBackupsReplication } from '@pulumi/aws/rds/instanceAutomatedBackupsReplication.js'
import * as pulumi from '@pulumi/pulumi'
import { makeKey, throughServices } from '../key.ts'
import type { Place } from '../place.ts'
import { type BackupDays, BackupVault, type LockMode } from './backup-vault.ts'

export interface BackupCopyArgs {
  /** Of the other region, whose provider the component gets. */
  readonly place: Place
  readonly databaseArn: pulumi.Input<string>
  readonly days: BackupDays
  readonly lock: LockMode | undefined
  readonly keepData: boolean
}

/** Long enough to notice that a region is lost, and to restore elsewhere. */
const daysElsewhere = 7

/** What is left when the region is not: a vault for the daily backups, and the database to a few minutes ago. */
export class BackupCopy extends pulumi.ComponentResource {
  readonly vaultArn: pulumi.Output<string>

  constructor(name: string, args: BackupCopyArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:BackupCopy', name, {}, opts)
    const child = { parent: this }
    const { place, days, lock, keepData } = args
    const uses = [throughServices(place, ['backup', 'rds', 'elasticfilesystem'])]
    const description = 'Copies of backups of another region'
    const key = makeKey(`${name}-key`, { place, role: 'backups', description, uses, keepData }, this)
    const vault = { keyArn: key.arn, days, lock, keepData, tags: place.tags }
    this.vaultArn = new BackupVault(`${name}-vault`, vault, child).arn
    const replicated = { sourceDbInstanceArn: args.databaseArn, kmsKeyId: key.arn, retentionPeriod: daysElsewhere }
    new InstanceAutomatedBackupsReplication(`${name}-database`, replicated, child)
    this.registerOutputs({ vaultArn: this.vaultArn })
  }
}
