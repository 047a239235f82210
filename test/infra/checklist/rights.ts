import { expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { inputsOf } from '../recorder/find.ts'
import { listOf, policiesOf, type Statement, statementsOf } from './policies.ts'

/** EC2 and AWS Backup never say on whose behalf they ask, and a role cannot be handed to them from another account. */
const isNameless = ({ Principal }: Statement) => /"(ec2|backup)\.amazonaws\.com"/.test(JSON.stringify(Principal))

export function rightsRows(up: () => Graph): void {
  test('[chk E11] every role is taken by one service, and only on behalf of this account', () => {
    const trusts = inputsOf(up(), 'aws:iam/role:Role').map(({ assumeRolePolicy }) => statementsOf(assumeRolePolicy))
    expect(trusts.length).toBeGreaterThanOrEqual(3)
    for (const statements of trusts) expect(statements).toHaveLength(1)
    for (const { Condition } of trusts.flat().filter((statement) => !isNameless(statement)))
      expect(Condition).toMatchObject({ StringEquals: { 'aws:SourceAccount': '123456789012' } })
  })
  test('[X23] no policy allows everything on everything, and nobody has a key', () => {
    for (const { name, statements } of policiesOf(up())) {
      const wide = statements.filter(
        ({ Effect, Action, Resource, Condition }) =>
          Effect === 'Allow' && listOf(Action).includes('*') && listOf(Resource).includes('*') && !Condition,
      )
      expect({ name, wide }).toEqual({ name, wide: [] })
    }
    expect(up().nodes.filter(({ type }) => /accessKey|iam\/user/.test(type))).toEqual([])
  })
  test('silence is no alarm', () => {
    for (const { treatMissingData } of inputsOf(up(), 'aws:cloudwatch/metricAlarm:MetricAlarm'))
      expect(treatMissingData).toBe('notBreaching')
  })
}
