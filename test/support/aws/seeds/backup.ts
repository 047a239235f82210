import {
  BackupClient,
  CreateBackupPlanCommand,
  CreateBackupVaultCommand,
  TagResourceCommand,
} from '@aws-sdk/client-backup'
import { type Expected, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const backup: Seed = async ({ config }) => {
  const client = new BackupClient(config)
  const found: Expected[] = []
  for (const [name, tags] of [
    ['tagged', oddTags],
    ['never-tagged', {}],
    ['tagged-later', {}],
  ] as const) {
    const vaultInput = { BackupVaultName: name, BackupVaultTags: tags }
    const { BackupVaultArn } = await client.send(new CreateBackupVaultCommand(vaultInput))
    const BackupPlan = { BackupPlanName: name, Rules: [{ RuleName: 'daily', TargetBackupVaultName: name }] }
    const { BackupPlanArn } = await client.send(new CreateBackupPlanCommand({ BackupPlan, BackupPlanTags: tags }))
    const isLater = name === 'tagged-later'
    for (const [type, id] of [
      ['backup:backup-vault', there(BackupVaultArn)],
      ['backup:backup-plan', there(BackupPlanArn)],
    ] as const) {
      if (isLater) await client.send(new TagResourceCommand({ ResourceArn: id, Tags: plainTags }))
      found.push({ id, type, tags: isLater ? plainTags : tags })
    }
  }
  const ofEfs = { BackupVaultName: 'aws/efs/automatic-backup-vault' }
  const made = await client.send(new CreateBackupVaultCommand(ofEfs))
  return [...found, { id: there(made.BackupVaultArn), type: 'backup:backup-vault', tags: {}, managed: true }]
}
