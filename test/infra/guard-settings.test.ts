// What watches and keeps a stack only when it is asked to: without a word, and setting by setting.

import { describe, expect, test } from 'vitest'
import { buildGraph, ecs } from '../../infra/recorder/stacks.ts'
import { all, one } from './recorder/find.ts'

Error.stackTraceLimit = 0

const build = (settings: object, others: Record<string, string> = {}, environment: 'dev' | 'prod' = 'dev') =>
  buildGraph(ecs(environment, settings, others), 'up')
const optional = ['trail', 'costAnomalyUsd', 'backupRegion', 'grafanaAuth', 'spokeRoles']

describe('without a word', () => {
  test('[N19] [H34] each part that is left out is one warning, and costs nothing', async () => {
    const up = await build({})
    for (const key of optional) {
      const lines = up.warnings.filter((line) => line.includes(`tagwarden:ecs.${key} is not set`))
      expect(lines, key).toHaveLength(1)
    }
    expect(up.warnings).toHaveLength(optional.length + 1)
    const extras = /^aws:(cloudtrail|costexplorer|amp|grafana)/
    expect(up.nodes.filter(({ type }) => extras.test(type))).toEqual([])
    expect(all(up, 'pulumi:providers:aws')).toHaveLength(1)
  })
  test('a trail that the account has already is neither made nor missed', async () => {
    const up = await build({ trail: 'existing' })
    expect(up.warnings.filter((line) => line.includes('trail'))).toEqual([])
    expect(all(up, 'aws:cloudtrail/trail:Trail')).toEqual([])
  })
})

test('[B13] Grafana can be entered by way of any identity provider', async () => {
  const up = await build({
    grafanaAuth: 'saml',
    grafanaMetadataUrl: 'https://id.example.com/saml',
    grafanaAdmins: ['ops'],
  })
  expect(one(up, 'aws:grafana/workspace:Workspace').authenticationProviders).toEqual(['SAML'])
  expect(one(up, 'aws:grafana/workspaceSamlConfiguration:WorkspaceSamlConfiguration')).toMatchObject({
    idpMetadataUrl: 'https://id.example.com/saml',
    adminRoleValues: ['ops'],
    roleAssertion: 'role',
  })
})

test('[N19] [L12] the budget can be another one, and its mailbox is told beside the topic', async () => {
  const budget = one(await build({ budgetUsd: 75, alarmEmail: 'platform@example.com' }), 'aws:budgets/budget:Budget')
  expect(budget.limitAmount).toBe('75')
  for (const { subscriberEmailAddresses } of budget.notifications)
    expect(subscriberEmailAddresses).toEqual(['platform@example.com'])
})

test('[N18] a lock that nobody can take away is only there when it is asked for', async () => {
  const lockOf = async (settings: object) =>
    one(await build(settings, {}, 'prod'), 'aws:backup/vaultLockConfiguration:VaultLockConfiguration')
  expect((await lockOf({})).changeableForDays).toBeUndefined()
  expect((await lockOf({ backupLock: 'compliance' })).changeableForDays).toBe(7)
})

describe('what cannot be is refused before the first resource', () => {
  const refused: [what: string, settings: object, message: string][] = [
    ['a copy in the same region', { backupRegion: 'eu-west-1' }, 'tagwarden:ecs.backupRegion is the stack'],
    ['roles in no account', { spokeRoles: 'Some' }, 'spokeRoles are made in auditAccounts'],
    ['SAML without an identity provider', { grafanaAuth: 'saml' }, 'saml needs grafanaMetadataUrl'],
    ['metrics without a collector', { grafanaAuth: 'sso', image: 'a/b@sha256:00' }, 'needs collectorImage as well'],
  ]
  test.each(refused)('%s', async (_what, settings, message) => {
    await expect(build(settings)).rejects.toThrow(message)
  })
})
