import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TaggingConfig } from '../../../policies/pack/rules/tagging.ts'
import { taggingRule } from '../../../policies/pack/rules/tagging.ts'
import { awsTypes } from '../../../policies/pack/tagging/aws-types.ts'
import { isKnownType } from '../../../server/core/resource-types.ts'
import { listedTypes } from '../../../server/sources/aws/registry.ts'
import { takesTags } from '../../infra/recorder/faults.ts'
import { run, unknown } from './run-rule.ts'

const rule = taggingRule(() => Date.parse('2026-11-21T00:00:00Z'))
const bucket = 'aws:s3/bucket:Bucket'
const tags = { Owner: 'team-shop', Environment: 'development', Application: 'shop', CostCenter: 'CC-1234' }
const example = (name: string) => new URL(`../../../policies/examples/${name}.json`, import.meta.url).pathname

const judge = (type: string, props: object, provider?: object, config: TaggingConfig = {}) =>
  run(rule, [{ type, props, ...(provider && { provider }) }], config)
const fine = { faults: [], notKnown: [] }

describe('types of Pulumi and of Tagwarden', () => {
  test('every type on the right is one that Tagwarden knows', () => {
    expect([...awsTypes.values()].filter((type) => !isKnownType(type))).toEqual([])
  })
  test('every type on the left is in @pulumi/aws, and takes tags', () => {
    expect([...awsTypes.keys()].filter((type) => !takesTags(type))).toEqual([])
  })
  test('every type that the server lists in an account can be judged before it is there', () => {
    const known = new Set(awsTypes.values())
    expect([...listedTypes].filter((type) => !known.has(type))).toEqual([])
  })
})

describe('tags are judged as the server judges them', () => {
  test('the policy is kept', async () => {
    expect(await judge(bucket, { tags })).toEqual(fine)
  })
  test('everything that is wrong is one violation, in the words of the server', async () => {
    const { faults } = await judge(bucket, { tags: { ...tags, Owner: 'me', Environment: 'prod', temp: 'yes' } })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain('Owner: "me" does not match')
    expect(faults[0]).toContain('Environment: "prod" is not an allowed value; probably "production"')
    expect(faults[0]).toContain('temp: the key is forbidden')
  })
  test('no tags at all are missing tags', async () => {
    const { faults } = await judge(bucket, {})
    expect(faults[0]).toBe(
      'Owner: the tag is missing; Environment: the tag is missing; Application: the tag is missing; CostCenter: the tag is missing',
    )
  })
  test('what stores data in production is asked for more, by its type in Tagwarden', async () => {
    const { faults } = await judge(bucket, { tags: { ...tags, Environment: 'production' } })
    expect(faults).toEqual(['DataClass: the tag is missing'])
    expect(await judge('aws:iam/role:Role', { tags: { ...tags, Environment: 'production' } })).toEqual(fine)
  })
  test('a group of instances has its tags in a list', async () => {
    const list = Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true }))
    expect(await judge('aws:autoscaling/group:Group', { tags: list })).toEqual(fine)
    expect((await judge('aws:autoscaling/group:Group', { tags: list.slice(1) })).faults).toHaveLength(1)
  })
  test('what is made from a launch template is judged by the tags that the template names for it', async () => {
    const template = (volume: object) => ({
      tags,
      tagSpecifications: [
        { resourceType: 'instance', tags },
        { resourceType: 'volume', tags: volume },
      ],
    })
    expect(await judge('aws:ec2/launchTemplate:LaunchTemplate', template(tags))).toEqual(fine)
    const { Owner, ...rest } = tags
    expect((await judge('aws:ec2/launchTemplate:LaunchTemplate', template(rest))).faults).toEqual([
      'ec2:volume made of it, Owner: the tag is missing',
    ])
  })
  test('what takes no tags is left alone, and a type without a name of ours is judged by the tags that it shows', async () => {
    expect(await judge('aws:iam/rolePolicy:RolePolicy', { policy: '{}' })).toEqual(fine)
    expect((await judge('aws:sesv2/emailIdentity:EmailIdentity', { tags: {} })).faults).toHaveLength(1)
  })
})

describe('tags of the provider', () => {
  const { Owner, ...rest } = tags

  test('count, as the object or as the JSON that the engine hands over', async () => {
    const defaultTags = { tags: { Owner } }
    expect(await judge(bucket, { tags: rest }, { defaultTags })).toEqual(fine)
    expect(await judge(bucket, { tags: rest }, { defaultTags: JSON.stringify(defaultTags) })).toEqual(fine)
  })
  test('count where the provider has put them into tagsAll', async () => {
    expect(await judge(bucket, { tagsAll: tags })).toEqual(fine)
  })
  test('do not reach an Auto Scaling group', async () => {
    const list = Object.entries(rest).map(([key, value]) => ({ key, value, propagateAtLaunch: true }))
    const { faults } = await judge('aws:autoscaling/group:Group', { tags: list }, { defaultTags: { tags: { Owner } } })
    expect(faults).toEqual(['Owner: the tag is missing'])
  })
  test('yield to those of the resource', async () => {
    const { faults } = await judge(bucket, { tags: { ...rest, Owner: 'me' } }, { defaultTags: { tags: { Owner } } })
    expect(faults).toHaveLength(1)
  })
})

describe('what a preview does not know', () => {
  test('is neither a violation nor fine: Pulumi says that it cannot tell', async () => {
    const { faults, notKnown } = await judge(bucket, { tags: { ...tags, Owner: unknown } })
    expect(faults).toEqual([])
    expect(notKnown).toEqual([expect.stringContaining('tags.Owner')])
  })
  test('does not hide what is wrong already', async () => {
    const { faults } = await judge(bucket, { tags: { ...tags, Owner: unknown, CostCenter: '1234' } })
    expect(faults).toEqual([expect.stringMatching(/^CostCenter: "1234" does not match/)])
  })
  test('decides no condition', async () => {
    const { faults, notKnown } = await judge(bucket, { tags: { ...tags, Environment: unknown } })
    expect(faults).toEqual([])
    expect(notKnown).toEqual([expect.stringContaining('tags.Environment')])
  })
  test('may decide whether another tag is demanded', async () => {
    const condition = { tag: 'Stage', equals: 'live' }
    const policy = { version: '1.0', required_tags: [{ name: 'Backup', required_when: condition }] }
    const folder = mkdtempSync(join(tmpdir(), 'tagwarden-pack-'))
    const policyFile = join(folder, 'policy.json')
    writeFileSync(policyFile, JSON.stringify(policy))
    const { faults, notKnown } = await judge(bucket, { tags: { Stage: unknown } }, undefined, { policyFile })
    expect({ faults, notKnown }).toEqual({ faults: [], notKnown: [expect.stringContaining('tags.Stage')] })
    expect((await judge(bucket, { tags: { Stage: 'live' } }, undefined, { policyFile })).faults).toHaveLength(1)
    rmSync(folder, { recursive: true })
  })
  test('may be all tags, or those of the provider', async () => {
    expect((await judge(bucket, { tags: unknown })).notKnown).toHaveLength(1)
    expect((await judge(bucket, { tags }, { defaultTags: unknown })).notKnown).toHaveLength(1)
  })
  test('does not matter where the policy asks nothing of it', async () => {
    expect(await judge(bucket, { tags: { ...tags, Name: unknown } })).toEqual(fine)
  })
})

describe('by configuration', () => {
  test('another policy is held against the program', async () => {
    const policyFile = example('minimal')
    const few = { Owner: 'shop@example.com', Environment: 'test' }
    expect(await judge(bucket, { tags: few }, undefined, { policyFile })).toEqual(fine)
    expect((await judge(bucket, { tags: few })).faults).toHaveLength(1)
  })
  test('a file that is not there, or no policy, stops the run and says why', async () => {
    await expect(judge(bucket, {}, undefined, { policyFile: 'nowhere.json' })).rejects.toThrow(
      /nowhere\.json cannot be read/,
    )
    const packageFile = new URL('../../../package.json', import.meta.url).pathname
    await expect(judge(bucket, {}, undefined, { policyFile: packageFile })).rejects.toThrow(
      /package\.json is no tagging policy: name: there is no field/,
    )
  })
  test('docker is judged by labels, and Kubernetes and Google Cloud where they are asked for', async () => {
    const labels = Object.entries(tags).map(([label, value]) => ({ label, value }))
    expect(await judge('docker:index/volume:Volume', { labels })).toEqual(fine)
    expect((await judge('docker:index/volume:Volume', {})).faults).toHaveLength(1)
    const [pod, disk] = ['kubernetes:core/v1:Pod', 'gcp:compute/disk:Disk']
    expect(await judge(pod, {})).toEqual(fine)
    const all = { packages: ['kubernetes', 'gcp'] }
    expect((await judge(pod, {}, undefined, all)).faults).toHaveLength(1)
    expect(await judge(pod, { metadata: { labels: tags } }, undefined, all)).toEqual(fine)
    expect(await judge(disk, { labels: tags }, undefined, all)).toEqual(fine)
    const { Owner, ...rest } = tags
    expect(await judge(disk, { labels: rest }, { defaultLabels: JSON.stringify({ Owner }) }, all)).toEqual(fine)
    expect((await judge(disk, { labels: rest }, undefined, all)).faults).toHaveLength(1)
  })
})
