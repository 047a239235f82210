import { Plan } from '@pulumi/aws/backup/plan.js'
import { Selection } from '@pulumi/aws/backup/selection.js'
import { EventRule } from '@pulumi/aws/cloudwatch/eventRule.js'
import { EventTarget } from '@pulumi/aws/cloudwatch/eventTarget.js'
import { Role } from '@pulumi/aws/iam/role.js'
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js'
import * as pulumi from '@pulumi/pulumi'
import type { Place } from '../place.ts'
import { trustOfService } from '../policy-document.ts'
import { selectsBackupTag } from './backup-tag.ts'
import { type BackupDays, BackupVault, type LockMode } from './backup-vault.ts'

export interface BackupsArgs {
  readonly place: Place
  readonly keyArn: pulumi.Input<string>
  /** Is told of a backup that failed. */
  readonly topicArn: pulumi.Input<string>
  readonly days: BackupDays
  readonly lock: LockMode | undefined
  readonly keepData: boolean
  /** Vaults in other regions that get a copy of every daily backup. */
  readonly copyTo: readonly pulumi.Input<string>[]
}

/** Backs up what carries the tag, every day, and tells when that fails. */
export class Backups extends pulumi.ComponentResource {
  readonly vaultName: pulumi.Output<string>

  constructor(name: string, args: BackupsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Backups', name, {}, opts)
    const child = { parent: this }
    const { place, keyArn, days, lock, keepData } = args
    const vault = new BackupVault(`${name}-vault`, { keyArn, days, lock, keepData, tags: place.tags }, child)
    const plan = new Plan(`${name}-plan`, { rules: rules(args, vault.vaultName), tags: place.tags }, child)
    const iamRoleArn = this.role(`${name}-role`, place, 'Backup')
    // Made beforehand, because who restores is in a hurry.
    this.role(`${name}-restoring`, place, 'Restores')
    const selectionTags = [selectsBackupTag(place)]
    new Selection(`${name}-selection`, { planId: plan.id, iamRoleArn, selectionTags }, child)
    this.tellFailures(name, args, vault)
    this.vaultName = vault.vaultName
    this.registerOutputs({ vaultName: this.vaultName })
  }

  private role(name: string, { partition, tags }: Place, right: 'Backup' | 'Restores'): pulumi.Output<string> {
    const role = new Role(name, { assumeRolePolicy: trustOfService('backup.amazonaws.com'), tags }, { parent: this })
    const policyArn = `arn:${partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor${right}`
    const attached = new RolePolicyAttachment(`${name}-policy`, { role: role.name, policyArn }, { parent: this })
    return pulumi.all([role.arn, attached.id]).apply(([arn]) => arn)
  }

  private tellFailures(name: string, { place, topicArn }: BackupsArgs, vault: BackupVault): void {
    const eventPattern = pulumi.jsonStringify({
      source: ['aws.backup'],
      'detail-type': ['Backup Job State Change', 'Copy Job State Change'],
      detail: {
        state: ['FAILED', 'ABORTED', 'EXPIRED'],
        $or: [{ backupVaultName: [vault.vaultName] }, { sourceBackupVaultArn: [vault.arn] }],
      },
    })
    const description = 'A backup, or the copy of one, failed'
    const rule = new EventRule(`${name}-failed`, { eventPattern, description, tags: place.tags }, { parent: this })
    new EventTarget(`${name}-failed-target`, { rule: rule.name, arn: topicArn }, { parent: this })
  }
}

/** Neither begins in the hour before a window of the database: it would be refused. */
const startsAt = { anySecond: 'cron(0 1 * * ? *)', daily: 'cron(0 6 * * ? *)' }

function rules({ place, days, copyTo }: BackupsArgs, targetVaultName: pulumi.Input<string>) {
  const common = { targetVaultName, startWindow: 60, completionWindow: 480, recoveryPointTags: place.tags }
  const lifecycle = { deleteAfter: days.daily }
  const copyActions = copyTo.map((destinationVaultArn) => ({ destinationVaultArn, lifecycle }))
  const daily = { ...common, ruleName: 'daily', schedule: startsAt.daily, lifecycle, copyActions }
  if (days.anySecond === undefined) return [daily]
  const anySecond = {
    ...{ ...common, ruleName: 'any-second', schedule: startsAt.anySecond },
    enableContinuousBackup: true,
    lifecycle: { deleteAfter: days.anySecond },
  }
  return [daily, anySecond]
}
