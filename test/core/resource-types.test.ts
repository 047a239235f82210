import { describe, expect, test } from 'vitest'
import { isKnownType, knownTypes, suggestType } from '../../server/core/resource-types.ts'

describe('known types', () => {
  test.each([
    ['*'],
    ['ec2:instance'],
    ['ec2:*'],
    ['rds:db'],
    ['s3:bucket'],
    ['sns:topic'],
    ['sqs:queue'],
    ['lambda:function'],
    ['es:domain'],
    ['elasticmapreduce:cluster'],
    ['elasticloadbalancing:loadbalancer'],
    ['states:stateMachine'],
    ['apigateway:restapis'],
    ['autoscaling:autoScalingGroup'],
  ])('%s is one', (pattern) => {
    expect(isKnownType(pattern)).toBe(true)
  })

  test.each([['rds:db-instance'], ['EC2:instance'], ['acme:*'], ['ec2'], ['ec2:'], [':*'], ['opensearch:*'], ['']])(
    '%j is none',
    (pattern) => {
      expect(isKnownType(pattern)).toBe(false)
    },
  )

  test('each is service:kind, once', () => {
    expect(knownTypes.filter((type) => !/^[a-z0-9-]+:[A-Za-z0-9-]+$/.test(type))).toEqual([])
    expect(new Set(knownTypes).size).toBe(knownTypes.length)
  })

  test('each is its own suggestion', () => {
    expect(knownTypes.filter((type) => suggestType(type) !== type)).toEqual([])
  })
})

describe('did you mean', () => {
  test.each<[string, string]>([
    ['rds:db-instance', 'rds:db'],
    ['rds:DBInstance', 'rds:db'],
    ['rds:cluster_snapshots', 'rds:cluster-snapshot'],
    ['ec2:instances', 'ec2:instance'],
    ['ec2:inst', 'ec2:instance'],
    ['EC2:Instance', 'ec2:instance'],
    ['ec2:instnace', 'ec2:instance'],
    ['lamda:function', 'lambda:function'],
    ['ec2:transit', 'ec2:transit-gateway'],
    ['RDS:Cluster', 'rds:cluster'],
    ['ec2', 'ec2:*'],
    ['elbv2:loadbalancer', 'elasticloadbalancing:loadbalancer'],
    ['elbv2:*', 'elasticloadbalancing:*'],
    ['opensearch:domain', 'es:domain'],
    ['emr:cluster', 'elasticmapreduce:cluster'],
    ['stepfunctions:statemachine', 'states:stateMachine'],
    ['sqs:anything', 'sqs:queue'],
    ['sqs:', 'sqs:*'],
    ['Lambda:*', 'lambda:*'],
  ])('%s → %s', (pattern, expected) => {
    expect(suggestType(pattern)).toBe(expected)
  })

  test.each([['zzzzzzzz:rocket'], ['rds:zzzzzzzzzzzz'], [''], [':instance'], ['ec3:instance']])(
    '%j is like none',
    (pattern) => {
      expect(suggestType(pattern)).toBeUndefined()
    },
  )
})
