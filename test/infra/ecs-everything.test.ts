import { expect, test } from 'vitest'
import { ecs } from '../../infra/recorder/stacks.ts'
import { parseSpokes } from '../../server/sources/aws/spokes.ts'
import { onDemandRows } from './checklist/on-demand.ts'
import { statementsOf } from './checklist/policies.ts'
import { containersIn } from './checklist/task.ts'
import { describeGraph } from './recorder/every-graph.ts'
import { everything } from './recorder/everything.ts'
import { one } from './recorder/find.ts'

Error.stackTraceLimit = 0

describeGraph('ecs everything', ecs('prod', everything('ecs'), { 'tagwarden:estate': 'aws' }), ({ up }) => {
  onDemandRows(up)

  test('nothing is left to warn of but the domain', () => {
    expect(up().warnings.map((line) => /tagwarden:ecs\.\w+/.exec(line)?.[0])).toEqual(['tagwarden:ecs.domain'])
  })
  test('[B13] [H6] the collector takes the metrics of the server to Managed Prometheus, signed', () => {
    const collector = containersIn(up()).find(({ name }) => name === 'collector')
    const config = JSON.parse(collector.environment[0].value)
    expect(config.receivers.prometheus.config.scrape_configs[0].static_configs).toEqual([
      { targets: ['127.0.0.1:9464'] },
    ])
    expect(config.exporters.prometheusremotewrite).toMatchObject({
      endpoint: 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-0a1b2c3/api/v1/remote_write',
      auth: { authenticator: 'sigv4auth' },
    })
    expect(config.service.extensions).toEqual(['sigv4auth'])
    expect(Object.keys(config.service.pipelines)).toEqual(['traces', 'metrics'])
    expect(namedAndMissing(config)).toEqual([])
    const running = statementsOf(one(up(), 'aws:iam/rolePolicy:RolePolicy', 'task-running').policy)
    expect(running.find(({ Sid }) => Sid === 'Metrics')).toMatchObject({
      Action: 'aps:RemoteWrite',
      Resource: expect.stringContaining('workspace/ws-0a1b2c3'),
    })
  })
  test('the server is told of those accounts, by a secret', () => {
    const value = one(up(), 'aws:secretsmanager/secretVersion:SecretVersion', 'aws-roles-value').secretString.value
    expect(parseSpokes(value, 'AWS_ROLES').accounts).toEqual([
      { account: '111122223333', role: 'TagAuditReader', externalId: 'a-long-random-word-of-yours' },
    ])
    const server = containersIn(up()).find(({ name }) => name === 'server')
    expect(server.secrets.map(({ name }: { name: string }) => name)).toContain('AWS_ROLES')
  })
})

/** A pipeline that names a part which the configuration does not have. */
function namedAndMissing(config: Record<string, Record<string, unknown>>): string[] {
  const pipelines = Object.values((config.service?.pipelines ?? {}) as Record<string, Record<string, string[]>>)
  return pipelines.flatMap((pipeline) =>
    Object.entries(pipeline).flatMap(([kind, names]) => names.filter((name) => !(name in (config[kind] ?? {})))),
  )
}
