import { describe, expect, test } from 'vitest'
import { custodianResources } from '../../../server/core/compile/custodian-resources.ts'
import { creations } from '../../../server/core/compile/scp-actions.ts'
import { isKnownType } from '../../../server/core/resource-types.ts'
import { reportableTypes } from '../../../server/core/tag-policy-types.ts'

const serviceOf = (type: string) => type.split(':', 1)[0] ?? ''

describe('what creates a resource', () => {
  test('is there once for each of our types', () => {
    const types = creations.map(({ type }) => type)
    expect(types.filter((type) => !isKnownType(type))).toEqual([])
    expect(new Set(types).size).toBe(types.length)
    expect(types).toHaveLength(65)
  })

  test('is a call of the service of its type', () => {
    const isCall = (type: string, action: string) => new RegExp(`^${serviceOf(type)}:[A-Z][A-Za-z]+$`).test(action)
    expect(creations.filter(({ type, actions }) => !actions.every((action) => isCall(type, action)))).toEqual([])
  })

  test('is judged by an ARN of that service, or by any', () => {
    const isArn = (type: string, arn: string) =>
      new RegExp(`^arn:\\*:${serviceOf(type)}:\\*?:\\*:[a-zA-Z-]*[:/]?\\*$`).test(arn)
    const others = creations.filter(({ type, resource }) => !isArn(type, resource))
    expect(others.map(({ type, resource }) => `${type} ${resource}`)).toEqual([
      ...['cognito-idp:userpool *', 'elasticmapreduce:cluster *', 'kms:key *', 'mq:broker *'],
    ])
  })
})

describe('a resource of Cloud Custodian', () => {
  const namesOf = (which: (resource: (typeof custodianResources)[number]) => boolean) =>
    custodianResources.filter(which).map(({ name }) => name)

  test('has a name of its own and one of our types', () => {
    expect(namesOf(({ name }) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))).toEqual([])
    expect(namesOf(({ type }) => !isKnownType(type))).toEqual([])
  })

  test('has its ARN in an attribute, or made of one', () => {
    const isMade = (type: string, prefix = '') =>
      prefix === '' ||
      new RegExp(
        `^arn:\\{partition\\}:${serviceOf(type)}:(?:\\{region\\}:\\{account_id\\}|:\\{account_id\\}|:):[a-z0-9-]*[/:]?$`,
      ).test(prefix)
    expect(namesOf(({ arn }) => arn !== null && !/^[A-Za-z]\w*(?:\.\w+)*$/.test(arn.attribute))).toEqual([])
    expect(namesOf(({ arn, type }) => !isMade(type, arn?.prefix))).toEqual([])
  })

  test('has an ARN, but for a few whose own cannot be told from what Custodian knows', () => {
    expect(namesOf(({ arn }) => arn === null)).toEqual([
      ...['rest-api', 'hostedzone', 'ssm-document', 'ssm-parameter', 'ssm-patch-baseline', 'cloudwatch-synthetics'],
    ])
  })

  test('has a region, but for those of a few services', () => {
    expect(namesOf(({ isGlobal }) => isGlobal)).toEqual([
      ...['distribution', 'iam-policy', 'iam-role', 'iam-user', 'org-account', 'org-unit', 'org-policy'],
      ...['healthcheck', 'hostedzone'],
    ])
  })

  test('was created at a time that an attribute tells, where one does', () => {
    expect(namesOf(({ created }) => created !== null && !/creat|time|date/i.test(created))).toEqual([])
  })
})

describe('a type that AWS reports for a missing tag', () => {
  test('is a kind of a service, as an ARN has it', () => {
    expect([...reportableTypes].filter((type) => !/^[a-z0-9-]+:[a-zA-Z]+(?:-[a-z]+)*$/.test(type))).toEqual([])
  })
})
