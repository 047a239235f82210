import type * as Backup from '@aws-sdk/client-backup'
import type { Tags } from '../../../core/resource.ts'
import { defineService, type Found, type Scan } from '../service.ts'

type BackupScan = Scan<typeof Backup, Backup.BackupClient>

const pageSize = 1000

/** What another service keeps for itself, as in `aws/efs/automatic-backup-vault`. */
const isOfAws = (name: string | undefined): boolean => name?.startsWith('aws/') ?? false

export const backup = defineService({
  name: 'backup',
  load: () => import('@aws-sdk/client-backup'),
  connect: (sdk, config) => new sdk.BackupClient(config),
  kinds: [
    {
      type: 'backup:backup-vault',
      calls: { ListBackupVaults: 'backup:ListBackupVaults', ListTags: 'backup:ListTags' },
      async *list({ sdk, client, arn }) {
        for await (const { BackupVaultList = [] } of sdk.paginateListBackupVaults({ client, pageSize }, {}))
          yield BackupVaultList.map((vault) => ({
            id: vault.BackupVaultArn ?? arn(`backup-vault:${vault.BackupVaultName}`),
            name: vault.BackupVaultName,
            state: vault.VaultState,
            createdAt: vault.CreationDate,
            managed: isOfAws(vault.BackupVaultName),
          }))
      },
      tagsOf,
    },
    {
      type: 'backup:backup-plan',
      calls: { ListBackupPlans: 'backup:ListBackupPlans', ListTags: 'backup:ListTags' },
      async *list({ sdk, client, arn }) {
        for await (const { BackupPlansList = [] } of sdk.paginateListBackupPlans({ client, pageSize }, {}))
          yield BackupPlansList.map((plan) => ({
            id: plan.BackupPlanArn ?? arn(`backup-plan:${plan.BackupPlanId}`),
            name: plan.BackupPlanName,
            createdAt: plan.CreationDate,
            managed: isOfAws(plan.BackupPlanId),
          }))
      },
      tagsOf,
    },
  ],
})

async function tagsOf({ sdk, client }: BackupScan, { id }: Found): Promise<Tags> {
  let all = {}
  for await (const { Tags: tags } of sdk.paginateListTags({ client, pageSize }, { ResourceArn: id }))
    all = { ...all, ...tags }
  return all
}
