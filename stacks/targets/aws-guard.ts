// What keeps a stack from harm on any target of AWS: backups, and somebody who is told what it costs.

import { Backups } from '../../components/aws/backups.ts'
import { Budget } from '../../components/aws/budget.ts'
import type { AwsConfig } from '../deployment.ts'
import { application } from '../resource-tags.ts'
import type { Ground } from './aws-ground.ts'

export function buildGuard(ground: Ground, { aws }: AwsConfig): void {
  const { place, sizes, keys, notices, options } = ground
  const { topicArn } = notices
  const { dailyDays, anySecond, lock } = sizes.backups
  new Backups(
    'tagwarden-backups',
    {
      place,
      keyArn: keys.dataArn,
      topicArn,
      days: { daily: dailyDays, anySecond: anySecond ? sizes.database.backupDays : undefined },
      lock: aws.backupLock ?? lock,
      keepData: sizes.keepData,
      copyTo: [],
    },
    options,
  )
  const limitUsd = aws.budgetUsd ?? sizes.budgetUsd
  const told = { topicArn, email: aws.alarmEmail }
  new Budget('tagwarden-budget', { limitUsd, ...told, application, tags: place.tags }, options)
}
