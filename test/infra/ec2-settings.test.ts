// What the settings of the target ec2 change, against a stack that sets none of them.

import { describe, expect, test } from 'vitest'
import type { Graph } from '../../infra/recorder/graph.ts'
import { buildBoth, buildGraph, ec2 } from '../../infra/recorder/stacks.ts'
import { scriptIn, settingsIn } from './checklist/machines.ts'
import { parityFaults, structureFaults } from './recorder/faults.ts'
import { all, inputsOf, one } from './recorder/find.ts'

Error.stackTraceLimit = 0

const digest = `sha256:${'0b'.repeat(32)}`
const offHours = { zone: 'Europe/Dublin', start: '20:30', end: '07:00' }
const build = (settings: object, others: Record<string, string> = {}, environment: 'dev' | 'prod' = 'dev') =>
  buildGraph(ec2(environment, settings, others), 'up')
const template = (up: Graph) => one(up, 'aws:ec2/launchTemplate:LaunchTemplate')

test('[G31] with a domain the certificate is a public one, and the name points to the balancer', async () => {
  const { preview, up } = await buildBoth(ec2('dev', { domain: 'tw.example.com', hostedZoneId: 'Z0123' }))
  expect(parityFaults(preview, up)).toEqual([])
  expect(structureFaults(up)).toEqual([])
  expect(one(up, 'aws:route53/record:Record', 'edge-name').name).toBe('tw.example.com')
  expect(settingsIn(up).ALLOWED_HOSTS).toBe('tw.example.com')
  expect(up.values).toMatchObject({ url: 'https://tw.example.com/mcp', caCertificate: '' })
})

test('[X7] without a domain the certificate is signed by itself, and up says which setting is missing', async () => {
  const up = await build({})
  expect(up.warnings.join()).toContain('tagwarden:ec2.domain is not set')
  expect(up.values.caCertificate).toBe('-----BEGIN CERTIFICATE-----')
})

test('[chk B10] [X20] off-hours take all machines away at night and bring them back', async () => {
  const up = await build({ offHours })
  const action = (role: string) => one(up, 'aws:autoscaling/schedule:Schedule', role)
  const nobody = { minSize: 0, desiredCapacity: 0, maxSize: 0 }
  expect(action('asleep')).toMatchObject({ recurrence: '30 20 * * *', timeZone: 'Europe/Dublin', ...nobody })
  expect(action('awake')).toMatchObject({ recurrence: '0 7 * * *', minSize: 1, desiredCapacity: 1, maxSize: 2 })
  const [group] = all(up, 'aws:autoscaling/group:Group')
  expect(group?.ignoreChanges).toEqual(['desiredCapacity', 'minSize', 'maxSize'])
})

test('[chk B7] the image of the machines can be pinned', async () => {
  expect(template(await build({ ami: 'ami-0123456789abcdef0' })).imageId).toBe('ami-0123456789abcdef0')
})

test('[B19] another type of machine; credits are a matter of burstable ones', async () => {
  const { instanceType, creditSpecification } = template(await build({ instanceType: 'm7i.large' }))
  expect({ instanceType, creditSpecification }).toEqual({ instanceType: 'm7i.large', creditSpecification: undefined })
})

test('[N12] a given image is neither built nor copied', async () => {
  const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shared/tagwarden@${digest}`
  const up = await build({ image })
  expect(up.nodes.filter(({ type }) => /^docker-build:|^aws:ecr/.test(type))).toEqual([])
  expect(scriptIn(up)).toContain(`image='${image}'`)
  expect(one(up, 'aws:iam/rolePolicy:RolePolicy', 'starting-own').policy).toContain(
    'arn:aws:ecr:eu-west-1:123456789012:repository/shared/tagwarden',
  )
})

test('[B5] [X1] another port is the same port everywhere', async () => {
  const up = await build({}, { 'tagwarden:port': '3000' })
  expect(one(up, 'aws:lb/targetGroup:TargetGroup').port).toBe(3000)
  expect(settingsIn(up).PORT).toBe('3000')
  expect(scriptIn(up)).toContain("port='3000'")
  const rules = inputsOf(up, 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule')
  expect(rules.some(({ fromPort }) => fromPort === 3000)).toBe(true)
  expect(rules.some(({ fromPort }) => fromPort === 8000)).toBe(false)
})

test('[B11] another setting is another launch template, so that the machines are exchanged', async () => {
  const [one, other] = [await build({}), await build({}, { 'tagwarden:estate': 'aws' })]
  expect(settingsIn(other).ESTATE).toBe('aws')
  expect(scriptIn(other)).not.toBe(scriptIn(one))
  expect(scriptIn(await build({}))).toBe(scriptIn(one))
})

test('[N13] a step of secretsVersion exchanges the machines, whose script names the other login', async () => {
  const up = await build({}, { 'tagwarden:secretsVersion': '2' })
  expect(scriptIn(up)).toContain("server_login='tagwarden_b'")
})

test('other accounts are read through one role each, with their external id', async () => {
  const up = await build({ auditAccounts: ['111122223333'], auditExternalId: 'some-external-id' })
  expect(one(up, 'aws:iam/policy:Policy', 'audit-core').policy).toContain('role/TagAuditReader')
  const policies = inputsOf(up, 'aws:iam/policy:Policy').map(({ policy }) => String(policy).length)
  for (const length of policies) expect(length).toBeLessThanOrEqual(6_144)
})

test('what a role has written into it stays below what IAM takes', async () => {
  const up = await build({}, {}, 'prod')
  expect(one(up, 'aws:iam/rolePolicy:RolePolicy', 'starting-own').policy.length).toBeLessThanOrEqual(10_240)
})

describe('what cannot be is refused with the reason', () => {
  test('[X3] SQLite on machines that are replaced every week', async () => {
    await expect(build({}, { 'tagwarden:storage': 'sqlite' })).rejects.toThrow('ec2 cannot use sqlite')
  })
  test('[X20] off-hours in prod', async () => {
    await expect(build({ offHours }, {}, 'prod')).rejects.toThrow('it is for dev and staging')
  })
})
