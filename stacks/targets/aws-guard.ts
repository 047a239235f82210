// What keeps a stack from harm on any target of AWS: backups, who did what, and somebody who is told what it costs.

import { Provider as AwsProvider, type Provider, type Region } from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { BackupCopy } from '../../components/aws/backups/backup-copy.ts'
import { Backups } from '../../components/aws/backups/backups.ts'
import { Budget } from '../../components/aws/watch/budget.ts'
import { CostAnomalies } from '../../components/aws/watch/cost-anomalies.ts'
import { Trail } from '../../components/aws/watch/trail.ts'
import type { AwsConfig } from '../deployment.ts'
import { application } from '../resource-tags.ts'
import type { Data } from './aws-data.ts'
import type { Ground } from './aws-ground.ts'

export function buildGuard(ground: Ground, data: Data, config: AwsConfig): void {
  const { place, sizes, logs, options } = ground
  warnOfGaps(config)
  buildBackups(ground, data, config)
  if (config.aws.trail === 'create') new Trail('tagwarden-trail', { place, logs, keepData: sizes.keepData }, options)
  watchCosts(ground, config)
}

/** One line for each part that is left out, so that nobody takes it for granted. */
const gaps = {
  trail: 'nobody is told of a changed security group, unless the account has a trail already; then say existing',
  costAnomalyUsd: 'an unusual cost is told only when it reaches the budget',
  backupRegion: 'the backups are lost with the region',
  grafanaAuth: 'nobody keeps what the server measures of itself; CloudWatch has what AWS measures',
  spokeRoles: 'the role TagAuditReader is made by hand in every other account that is to be audited',
} as const satisfies Partial<Record<keyof AwsConfig['aws'], string>>

function warnOfGaps({ kind, aws }: AwsConfig): void {
  const given: Readonly<Record<string, unknown>> = aws
  for (const [key, sentence] of Object.entries(gaps))
    if (given[key] === undefined) void pulumi.log.warn(`tagwarden:${kind}.${key} is not set: ${sentence}.`)
}

function buildBackups(ground: Ground, { database }: Data, { aws }: AwsConfig): void {
  const { place, sizes, keys, notices, options } = ground
  const { keepData } = sizes
  const { dailyDays, anySecond, lock: usual } = sizes.backups
  const lock = aws.backupLock ?? usual
  const days = { daily: dailyDays, anySecond: anySecond ? sizes.database.backupDays : undefined }
  const { partition, region, account } = place
  const databaseArn = pulumi.interpolate`arn:${partition}:rds:${region}:${account}:db:${database.identifier}`
  const copies = [aws.backupRegion].filter((elsewhere) => elsewhere !== undefined)
  const copyTo = copies.map((elsewhere) => {
    const copied = { place: { ...place, region: elsewhere }, databaseArn, days, lock, keepData }
    const provider = providerIn(elsewhere, 'aws-backup', ground)
    return new BackupCopy('tagwarden-backup-copy', copied, { providers: [provider] }).vaultArn
  })
  const kept = { keyArn: keys.dataArn, days, lock, keepData, copyTo }
  new Backups('tagwarden-backups', { place, topicArn: notices.topicArn, ...kept }, options)
}

/** Cost Explorer is there and nowhere else. */
const costRegion = 'us-east-1'

function watchCosts(ground: Ground, { aws }: AwsConfig): void {
  const { place, sizes, notices, options } = ground
  const watched = { topicArn: notices.topicArn, application, tags: place.tags }
  const limitUsd = aws.budgetUsd ?? sizes.budgetUsd
  new Budget('tagwarden-budget', { limitUsd, email: aws.alarmEmail, ...watched }, options)
  if (aws.costAnomalyUsd === undefined) return
  const providers = [providerIn(costRegion, 'aws-costs', ground)]
  new CostAnomalies('tagwarden-cost-anomalies', { fromUsd: aws.costAnomalyUsd, ...watched }, { providers })
}

function providerIn(region: string, name: string, { place }: Ground): Provider {
  // A plain text to AWS; the SDK lists only the regions of its own day.
  return new AwsProvider(name, { region: region as Region, defaultTags: { tags: place.tags } })
}
