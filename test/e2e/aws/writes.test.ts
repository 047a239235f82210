// An approved plan against AWS: exactly what was reviewed is written, by the role for writes, once.

import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateTopicCommand, ListTagsForResourceCommand, SNSClient, TagResourceCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashPlan } from '../../../server/core/remediation.ts'
import { openApiDocument } from '../../../server/http/openapi.ts'
import { listTools } from '../../../server/mcp/tool-list.ts'
import { createRemediation } from '../../../server/services/remediation.ts'
import { remediationPlans } from '../../../server/services/remediation-plans.ts'
import { awsTagWriter } from '../../../server/sources/aws/tag-writer.ts'
import { ownAccount, ownCredentials } from '../../support/aws/collect.ts'
import { hasMoto, type Moto, startMoto } from '../../support/aws/moto.ts'
import { startRecorder } from '../../support/aws/recording.ts'
import { newFolder } from '../../support/demo-folder.ts'
import { openServices } from '../../support/services.ts'
import { run } from '../../support/shell.ts'

const region = 'eu-west-1'
const roleArn = `arn:aws:iam::${ownAccount}:role/TagWriter`
const arnOf = (topic: string) => `arn:aws:sns:${region}:${ownAccount}:${topic}`
/** Moto's tagging API writes to no queue. */
const unwritable = `arn:aws:sqs:${region}:${ownAccount}:unwritable`
const policy = {
  ...{ version: '1.0', aliases: { Phase: 'Stage' } },
  required_tags: [{ name: 'Stage', allowed_values: ['production', 'test'] }],
}
const topics: Readonly<Record<string, Record<string, string>>> = {
  wrong: { Stage: 'Production', Größe: 'groß' },
  overtaken: { Stage: 'Production' },
  moved: { Phase: 'test' },
  valid: { Stage: 'test' },
}

type Plan = { hash: string; changes: { id: string; tags: { key: string; value: string; was: string | null }[] }[] }
type Left = { id: string; key: string; outcome: string; reason: string }
type Applied = { written: number; skipped: number; failed: number; notWritten: Left[]; undoFile: string }

describe.skipIf(!hasMoto)('an approved plan', () => {
  let moto: Moto
  let recorder: Awaited<ReturnType<typeof startRecorder>>
  let server: Awaited<ReturnType<typeof openServices>>
  let sns: SNSClient
  let plan: Plan
  const folder = newFolder()

  const tagsOf = async (name: string) => {
    const { Tags = [] } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: arnOf(name) }))
    return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))
  }
  const approve = (hash: string, now = Date.now()) =>
    run(['remediation', 'approve', hash, '--data-dir', folder], { now })
  const apply = (hash: string) => server.call('apply_remediation', { hash })
  const writes = () => recorder.calls.filter(({ action }) => action === 'TagResources')

  beforeAll(async () => {
    moto = await startMoto()
    recorder = await startRecorder(moto.url)
    process.env.AWS_ENDPOINT_URL = recorder.url
    process.env.AWS_ACCESS_KEY_ID = ownCredentials.accessKeyId
    process.env.AWS_SECRET_ACCESS_KEY = ownCredentials.secretAccessKey
    sns = new SNSClient({ region })
    for (const [Name, tags] of Object.entries(topics)) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
      await sns.send(new CreateTopicCommand({ Name, Tags }))
    }
    const queue = new CreateQueueCommand({ QueueName: 'unwritable', tags: { Phase: 'test' } })
    await new SQSClient({ region }).send(queue)
    const POLICY_FILE = join(folder, 'policy.json')
    writeFileSync(POLICY_FILE, JSON.stringify(policy))
    server = await openServices({
      ...{ ESTATE: 'aws', AWS_REGIONS: region, AWS_TYPES: 'sns:topic,sqs:queue', DATA_DIR: folder, POLICY_FILE },
      ...{ ENABLE_WRITES: 'true', WRITE_ROLE_ARN: roleArn },
    })
    const { auditId } = await server.ask<{ auditId: string }>('start_audit', {})
    expect(await server.untilEnded(auditId)).toBe('completed')
    plan = await server.ask<Plan>('plan_remediation', { minConfidence: 0.5 })
  }, 120_000)
  afterAll(async () => {
    await recorder?.stop()
    await moto?.stop()
  })

  test('can be applied over MCP and REST alike', () => {
    const { gate } = server
    expect(listTools(gate.tools).get('apply_remediation')?.tool.name).toBe('apply_remediation')
    const { paths } = openApiDocument(gate.tools, { version: '1', needsKey: true })
    expect(Object.keys(paths ?? {})).toContain('/api/v1/tools/apply_remediation')
  })

  test('is what has to be mended, and no more', () => {
    const ids = plan.changes.map(({ id }) => id).toSorted()
    expect(ids).toEqual([unwritable, arnOf('moved'), arnOf('overtaken'), arnOf('wrong')].toSorted())
  })

  test('is not written before it is approved, nor by an approval that ended, nor by another hash', async () => {
    expect(await apply(plan.hash)).toMatchObject({ ok: false, code: 'forbidden' })
    expect((await approve(plan.hash, Date.now() - 3_600_000)).status).toBe(0)
    expect(await apply(plan.hash)).toMatchObject({ ok: false, message: expect.stringContaining('ended at') })
    expect(await apply(`sha256:${'0'.repeat(64)}`)).toMatchObject({ ok: false, code: 'not_found' })
    expect(writes()).toEqual([])
  })

  test('is written as it was reviewed; what changed meanwhile stays, and what fails hides nothing', async () => {
    const Tags = [{ Key: 'Stage', Value: 'test' }]
    await sns.send(new TagResourceCommand({ ResourceArn: arnOf('overtaken'), Tags }))
    expect(await approve(plan.hash)).toMatchObject({ status: 0, out: expect.stringContaining('4 tags on 4 resources') })
    const result = await apply(plan.hash)
    expect(result).toMatchObject({ ok: true, text: expect.stringContaining('start_audit') })
    const applied: Applied = result.ok && result.data
    expect(applied).toMatchObject({ written: 2, skipped: 1, failed: 1 })
    expect(applied.notWritten).toEqual(
      expect.arrayContaining([
        { id: arnOf('overtaken'), key: 'Stage', outcome: 'skipped', reason: 'changed' },
        { id: unwritable, key: 'Stage', outcome: 'failed', reason: 'InternalServiceException 404' },
      ]),
    )
    expect(await tagsOf('wrong')).toEqual({ Stage: 'production', Größe: 'groß' })
    expect(await tagsOf('moved')).toEqual({ Phase: 'test', Stage: 'test' })
    expect(await tagsOf('overtaken')).toEqual({ Stage: 'test' })
    expect(await tagsOf('valid')).toEqual(topics.valid)

    const undo = readFileSync(applied.undoFile, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(undo).toHaveLength(3)
    expect(undo).toEqual(
      expect.arrayContaining([
        { at: expect.any(String), arn: arnOf('wrong'), key: 'Stage', before: 'Production', after: 'production' },
        { at: expect.any(String), arn: arnOf('moved'), key: 'Stage', before: null, after: 'test' },
      ]),
    )
    expect(statSync(applied.undoFile).mode & 0o777).toBe(0o600)
  })

  test('is written by the role for writes alone, in a session that can do no more', () => {
    expect(writes().length).toBeGreaterThan(0)
    expect(writes().map(({ accessKey }) => accessKey)).not.toContain(ownCredentials.accessKeyId)
    const taken = recorder.calls.filter(({ action }) => action === 'AssumeRole')
    const [asked] = taken.map(({ body }) => new URLSearchParams(body))
    expect(asked?.get('RoleArn')).toBe(roleArn)
    expect(JSON.parse(asked?.get('Policy') ?? '').Statement).toEqual([
      {
        ...{ Sid: 'WriteTags', Effect: 'Allow', Resource: '*' },
        Action: ['sns:TagResource', 'sqs:TagQueue', 'tag:GetResources', 'tag:TagResources'],
        Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Stage'] } },
      },
    ])
  })

  test('leaves an entry in the log for each request, and a count', async () => {
    const entries = (await server.store.log({ afterSequence: 0, limit: 1000 })).filter(
      ({ tool }) => tool === 'apply_remediation:write',
    )
    expect(entries).toHaveLength(writes().length)
    expect(entries.map(({ arguments: its }) => its).join()).toContain(arnOf('wrong'))
    expect(entries.map(({ arguments: its }) => its).join()).not.toContain('production')
    const metrics = await server.metrics.registry.metrics()
    expect(metrics).toContain('tagwarden_tag_writes_total{outcome="written"} 2')
  })

  test('is not written twice; approved again, nothing is left of it to write', async () => {
    const before = writes().length
    expect(await apply(plan.hash)).toMatchObject({ ok: false, code: 'forbidden' })
    expect(writes()).toHaveLength(before)
    await approve(plan.hash)
    const again = await apply(plan.hash)
    expect(again).toMatchObject({ ok: true, data: { written: 0, skipped: 3, failed: 1 } })
  })

  test('leaves other accounts out, and says so', async () => {
    const { policyHash } = { policyHash: server.policy.state().policy.hash }
    const of = { estate: 'aws', policyHash, snapshotId: 'snap_1' }
    const tags = [{ key: 'Stage', value: 'test', was: null }]
    const id = `arn:aws:sqs:${region}:999999999999:far`
    const changes = [{ id, type: 'sqs:queue', account: '999999999999', region, tags }]
    await remediationPlans(folder).keep({ of, madeAt: new Date().toISOString(), changes })
    await approve(hashPlan(of, changes))
    const result = await apply(hashPlan(of, changes))
    expect(result).toMatchObject({ ok: true, text: expect.stringContaining(`Only account ${ownAccount}`) })
    expect(result).toMatchObject({ data: { notWritten: [{ id, reason: 'other_account' }], written: 0 } })
  })

  describe('of a topic that is wrong', () => {
    const tags = [{ key: 'Stage', value: 'production', was: 'Production' }]
    const changes = [{ id: arnOf('late'), type: 'sns:topic', account: ownAccount, region, tags }]

    /** The parts themselves, approved, with a log that is up or lost. */
    const problems: unknown[] = []
    async function approved(isLogUp: boolean) {
      await sns.send(new CreateTopicCommand({ Name: 'late', Tags: [{ Key: 'Stage', Value: 'Production' }] }))
      const plans = remediationPlans(folder)
      const remediation = createRemediation({
        ...{ plans, policy: server.policy, estate: 'aws', undoFolder: folder, now: Date.now, onOutcome: () => {} },
        onProblem: (error: unknown) => problems.push(error),
        writer: awsTagWriter({
          ...{ roleArn, homeRegion: region, maxAttempts: 2 },
          credentials: async () => ownCredentials,
        }),
        log: { isUp: () => isLogUp, write: async () => {} },
      })
      const of = { estate: 'aws', policyHash: server.policy.state().policy.hash, snapshotId: 'snap_1' }
      await remediation.keepPlan({ of, changes })
      await approve(hashPlan(of, changes))
      const request = { limit: 200, caller: 'tests', transport: 'mcp', requestId: 'test' } as const
      return (signal: AbortSignal) => remediation.apply({ ...request, hash: hashPlan(of, changes), signal })
    }

    test('nothing is written while the log of calls is lost', async () => {
      const before = writes().length
      const { outcomes } = await (await approved(false))(new AbortController().signal)
      expect(outcomes).toEqual([
        { id: arnOf('late'), key: 'Stage', outcome: 'failed', reason: 'the log of calls is lost' },
      ])
      expect(writes()).toHaveLength(before)
    })

    test('nothing is written for a caller who has gone', async () => {
      const before = writes().length
      const { outcomes } = await (await approved(true))(AbortSignal.abort())
      expect(outcomes).toMatchObject([{ outcome: 'failed', reason: 'cancelled' }])
      expect(writes()).toHaveLength(before)
    })

    test('where AWS refuses us, the answer names why, the error is logged, and nothing is written', async () => {
      const before = writes().length
      const apply = await approved(true)
      await moto.enforceRights(true)
      const { outcomes } = await apply(new AbortController().signal).finally(() => moto.enforceRights(false))
      expect(outcomes).toMatchObject([{ outcome: 'failed', reason: 'tags not read: InvalidClientTokenId' }])
      expect(problems).toHaveLength(1)
      expect(writes()).toHaveLength(before)
    })
  })

  test('of another policy is refused', async () => {
    const of = { estate: 'aws', policyHash: 'sha256:old', snapshotId: 'snap_1' }
    await remediationPlans(folder).keep({ of, madeAt: new Date().toISOString(), changes: [] })
    await approve(hashPlan(of, []))
    expect(await apply(hashPlan(of, []))).toMatchObject({ ok: false, code: 'conflict' })
  })
})
