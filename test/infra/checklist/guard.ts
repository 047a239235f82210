import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { all, inputsOf, one } from '../recorder/find.ts'
import type { Expected } from './expected.ts'
import { listOf, statementsOf } from './policies.ts'

type Wanted = Pick<Expected, 'backups' | 'budget' | 'backupDays' | 'isProtected'>

export function guardRows(up: () => Graph, wanted: Wanted): void {
  const backups: { daily: number; anySecond?: number; locked?: readonly [number, number] } = wanted.backups
  const rule = (name: string) =>
    one(up(), 'aws:backup/plan:Plan').rules.find(({ ruleName }: { ruleName: string }) => ruleName === name)

  test('[N18] [I1] [I5] the vault is encrypted with our key, and every day something is put into it', () => {
    expect(one(up(), 'aws:backup/vault:Vault').kmsKeyArn).toContain('keys-data')
    expect(rule('daily')).toMatchObject({
      targetVaultName: 'tagwarden-backups-vault-0a1b2c3',
      schedule: 'cron(0 6 * * ? *)',
      lifecycle: { deleteAfter: backups.daily },
      recoveryPointTags: { Application: 'tagwarden' },
    })
  })
  test('[N18] [I2] [M7] [X5] the database goes back to any second: by the vault, or else by RDS itself', () => {
    expect(rule('any-second')?.lifecycle.deleteAfter).toBe(backups.anySecond)
    expect(rule('any-second')?.enableContinuousBackup ?? false).toBe(backups.anySecond !== undefined)
    const database = one(up(), 'aws:rds/instance:Instance')
    expect(database.backupRetentionPeriod).toBe(backups.anySecond ?? wanted.backupDays)
    // Where both would decide, RDS refuses every change that is not that of the plan.
    const [{ ignoreChanges } = { ignoreChanges: [] }] = all(up(), 'aws:rds/instance:Instance')
    const owned = backups.anySecond === undefined ? [] : ['backupRetentionPeriod', 'backupWindow']
    expect(ignoreChanges).toEqual(owned)
  })
  test('[N18] no backup begins in the hour before a window of the database', () => {
    const { backupWindow, maintenanceWindow } = one(up(), 'aws:rds/instance:Instance')
    expect({ backupWindow, maintenanceWindow }).toEqual({
      backupWindow: '01:00-01:30',
      maintenanceWindow: 'Sun:03:00-Sun:04:00',
    })
    const hours = one(up(), 'aws:backup/plan:Plan').rules.map(({ schedule }: { schedule: string }) =>
      Number(schedule.split(' ')[1]),
    )
    expect(hours).toEqual(backups.anySecond === undefined ? [6] : [6, 1])
  })
  test('[N18] the vault is locked where data is kept, in a way that an administrator can undo', () => {
    const locks = inputsOf(up(), 'aws:backup/vaultLockConfiguration:VaultLockConfiguration')
    const [min, max] = backups.locked ?? []
    const wantedLock = {
      backupVaultName: 'tagwarden-backups-vault-0a1b2c3',
      minRetentionDays: min,
      maxRetentionDays: max,
    }
    expect(locks).toEqual(backups.locked ? [wantedLock] : [])
    expect(one(up(), 'aws:backup/vault:Vault').forceDestroy).toBe(!wanted.isProtected)
  })
  test('[N18] the plan takes what carries its tag: the database and the files of this stack', () => {
    const [wantedTag] = one(up(), 'aws:backup/selection:Selection').selectionTags
    expect(wantedTag).toEqual({ type: 'STRINGEQUALS', key: 'TagwardenBackup', value: expect.any(String) })
    const carriers = up().nodes.filter(({ inputs }) => tagOf(inputs.tags, wantedTag.key) === wantedTag.value)
    expect(carriers.map(({ name }) => name).toSorted()).toEqual(['tagwarden-database', 'tagwarden-files'])
  })
  test('[N18] [M6] who backs up and who restores have a role each, made beforehand', () => {
    const roles = all(up(), 'aws:iam/role:Role').filter(({ name }) => name.startsWith('tagwarden-backups'))
    const trusted = roles.map(({ inputs }) => statementsOf(inputs.assumeRolePolicy).map(({ Principal }) => Principal))
    expect(trusted).toEqual([[{ Service: 'backup.amazonaws.com' }], [{ Service: 'backup.amazonaws.com' }]])
    const rights = inputsOf(up(), 'aws:iam/rolePolicyAttachment:RolePolicyAttachment')
      .map(({ policyArn }) => String(policyArn).split('/').at(-1))
      .filter((name) => name?.startsWith('AWSBackup'))
    expect(rights.toSorted()).toEqual(['AWSBackupServiceRolePolicyForBackup', 'AWSBackupServiceRolePolicyForRestores'])
  })
  test('[N18] a backup that fails is told', () => {
    const pattern = JSON.parse(one(up(), 'aws:cloudwatch/eventRule:EventRule', 'backups-failed').eventPattern)
    expect(pattern.detail.state).toEqual(['FAILED', 'ABORTED', 'EXPIRED'])
    expect(one(up(), 'aws:cloudwatch/eventTarget:EventTarget', 'backups-failed-target').arn).toContain('notices')
  })
  test('[N19] [L12] [L13] [H34] half, four fifths and all of the budget are told, and a month that will exceed it', () => {
    const budget = one(up(), 'aws:budgets/budget:Budget')
    expect(budget).toMatchObject({
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: wanted.budget,
      limitUnit: 'USD',
    })
    expect(budget.costFilters).toEqual([{ name: 'TagKeyValue', values: ['user:Application$tagwarden'] }])
    const told = budget.notifications.map(
      ({ notificationType, threshold }: { notificationType: string; threshold: number }) =>
        `${notificationType} ${threshold}`,
    )
    expect(told).toEqual(['ACTUAL 50', 'ACTUAL 80', 'ACTUAL 100', 'FORECASTED 100'])
    for (const { subscriberSnsTopicArns, thresholdType } of budget.notifications) {
      expect(thresholdType).toBe('PERCENTAGE')
      expect(subscriberSnsTopicArns).toEqual([expect.stringContaining('tagwarden-notices')])
    }
  })
  test('[N19] what tells may write to the topic, and use the key of the topic', () => {
    const principalsOf = (policy: string, sid: string) =>
      statementsOf(policy).find(({ Sid }) => Sid === sid)?.Principal as { Service: string | string[] }
    const publishers = listOf(principalsOf(one(up(), 'aws:sns/topicPolicy:TopicPolicy').policy, 'Alarms').Service)
    expect(publishers).toEqual(expect.arrayContaining(['budgets.amazonaws.com', 'events.amazonaws.com']))
    const key = one(up(), 'aws:kms/key:Key', 'keys-logs')
    expect(listOf(principalsOf(key.policy, 'Alarms').Service)).toEqual(publishers)
  })
}

const tagOf = (tags: unknown, key: string): unknown =>
  typeof tags === 'object' && tags !== null ? Object.entries(tags).find(([name]) => name === key)?.[1] : undefined
