import { expect, test } from 'vitest'
import { buildGraph, ec2 } from '../../infra/recorder/stacks.ts'
import { parseSpokes } from '../../server/sources/aws/spokes.ts'
import { scriptIn, settingsIn } from './checklist/machines.ts'
import { onDemandRows } from './checklist/on-demand.ts'
import { statementsOf } from './checklist/policies.ts'
import { describeGraph } from './recorder/every-graph.ts'
import { everything } from './recorder/everything.ts'
import { one } from './recorder/find.ts'

Error.stackTraceLimit = 0

const given = ec2('prod', everything('ec2'), { 'tagwarden:estate': 'aws' })

test('[chk B8] what a machine is told is as short as EC2 takes it, with the longest name that a stack can have', async () => {
  const up = await buildGraph({ ...given, stack: 'a'.repeat(100) }, 'up')
  expect(Buffer.byteLength(scriptIn(up))).toBeLessThanOrEqual(16_384)
})

describeGraph('ec2 everything', given, ({ up }) => {
  onDemandRows(up)

  test('nothing is left to warn of but the domain', () => {
    expect(up().warnings.map((line) => /tagwarden:ec2\.\w+/.exec(line)?.[0])).toEqual(['tagwarden:ec2.domain'])
  })
  test('[B13] [H6] the agent of a machine takes the metrics of the server to Managed Prometheus', () => {
    const script = scriptIn(up())
    expect(script).toMatch(/"amp": \{\s*"workspace_id": "ws-0a1b2c3"/)
    // Only with an empty second destination do memory and disk stay in CloudWatch, where their alarms are.
    expect(script).toContain('"cloudwatch": {}')
    expect(script).toContain('"targets":["127.0.0.1:9464"]')
    const rights = statementsOf(one(up(), 'aws:iam/rolePolicy:RolePolicy', 'starting-own').policy)
    expect(rights.find(({ Sid }) => Sid === 'Metrics')).toMatchObject({
      Action: 'aps:RemoteWrite',
      Resource: expect.stringContaining('workspace/ws-0a1b2c3'),
    })
  })
  test('the server is told of the other accounts, by a secret', () => {
    const value = one(up(), 'aws:secretsmanager/secretVersion:SecretVersion', 'aws-roles-value').secretString.value
    expect(parseSpokes(value, 'AWS_ROLES').accounts).toHaveLength(1)
    expect(scriptIn(up())).toMatch(/aws_roles_arn='arn:aws:secretsmanager:[^']*accounts\/roles/)
    expect(settingsIn(up()).AWS_REGIONS).toBe('eu-west-1')
  })
})
