import { describe, expect, test } from 'vitest'
import { arnName, arnType, canonicalArn, formatArn, parseArn } from '../../server/core/arn.ts'

const parsed = (text: string) => {
  const arn = parseArn(text)
  if (arn === null) throw new Error(`${text} is no ARN`)
  return arn
}

describe('an ARN', () => {
  test('has six parts, and the sixth keeps its own : and /', () => {
    expect(parseArn('arn:aws-cn:ecs:cn-north-1:111122223333:service/main/web:2')).toEqual({
      partition: 'aws-cn',
      service: 'ecs',
      region: 'cn-north-1',
      account: '111122223333',
      resource: 'service/main/web:2',
    })
  })

  test('may lack a region and an account', () => {
    expect(parseArn('arn:aws:s3:::logs')).toMatchObject({ region: '', account: '', resource: 'logs' })
    expect(parseArn('arn:aws:iam::111122223333:role/x')).toMatchObject({ region: '', account: '111122223333' })
  })

  test.each([
    [''],
    ['arn'],
    ['arn:'],
    ['arn:aws'],
    ['arn:aws:s3'],
    ['arn:aws:s3:'],
    ['arn:aws:s3::'],
    ['arn:aws:s3:::'],
    ['arn::s3:::logs'],
    ['arn:aws::::logs'],
    ['ARN:aws:s3:::logs'],
    [' arn:aws:s3:::logs'],
    ['urn:aws:s3:::logs'],
    ['//cloudresourcemanager.googleapis.com/projects/p'],
  ])('%j is none', (text) => {
    expect(parseArn(text)).toBeNull()
  })

  test('is printed as it was read', () => {
    expect(formatArn(parsed('arn:aws:logs:eu-west-1:1:log-group:a:b/c:*'))).toBe(
      'arn:aws:logs:eu-west-1:1:log-group:a:b/c:*',
    )
  })
})

describe('the type is the service, then the first word of the last part, verbatim', () => {
  test.each<[string, string]>([
    ['arn:aws:ec2:eu-west-1:1:instance/i-1', 'ec2:instance'],
    ['arn:aws:ec2:eu-west-1::snapshot/snap-1', 'ec2:snapshot'],
    ['arn:aws:eks:eu-west-1:1:nodegroup/my-cluster/ng/0-1', 'eks:nodegroup'],
    ['arn:aws:elasticache:eu-west-1:1:replicationgroup:r', 'elasticache:replicationgroup'],
    ['arn:aws:glue:eu-west-1:1:crawler/c', 'glue:crawler'],
    ['arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf', 'secretsmanager:secret'],
    ['arn:aws:lambda:eu-west-1:1:function:f:live', 'lambda:function'],
    ['arn:aws:lambda:eu-west-1:1:layer:l:3', 'lambda:layer'],
    ['arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/50', 'elasticloadbalancing:loadbalancer'],
    ['arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/web/50', 'elasticloadbalancing:loadbalancer'],
    ['arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/gwy/web/50', 'elasticloadbalancing:loadbalancer'],
    ['arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/classic', 'elasticloadbalancing:loadbalancer'],
    ['arn:aws:rds:eu-west-1:1:db:d', 'rds:db'],
    ['arn:aws:rds:eu-west-1:1:cluster:c', 'rds:cluster'],
    ['arn:aws:rds:eu-west-1:1:snapshot:s', 'rds:snapshot'],
    ['arn:aws:rds:eu-west-1:1:cluster-snapshot:s', 'rds:cluster-snapshot'],
    ['arn:aws:es:eu-west-1:1:domain/d', 'es:domain'],
    ['arn:aws:elasticmapreduce:eu-west-1:1:cluster/j-1', 'elasticmapreduce:cluster'],
    ['arn:aws:states:eu-west-1:1:stateMachine:m', 'states:stateMachine'],
    ['arn:aws:apigateway:eu-west-1::/restapis/abc/stages/prod', 'apigateway:restapis'],
    ['arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f:*', 'logs:log-group'],
    ['arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:0-1:autoScalingGroupName/web', 'autoscaling:autoScalingGroup'],
    ['arn:aws:acme:eu-west-1:1:rocket', 'acme:rocket'],
  ])('%s is %s', (text, type) => {
    expect(arnType(parsed(text))).toBe(type)
  })

  test.each<[string, string]>([
    ['arn:aws:s3:::logs', 's3:bucket'],
    ['arn:aws:s3:::logs/2026/01.gz', 's3:bucket'],
    ['arn:aws:sns:eu-west-1:1:alerts', 'sns:topic'],
    ['arn:aws:sqs:eu-west-1:1:jobs', 'sqs:queue'],
    ['arn:aws:codecommit:eu-west-1:1:web', 'codecommit:repository'],
    ['arn:aws:codepipeline:eu-west-1:1:web', 'codepipeline:pipeline'],
    ['arn:aws:s3:eu-west-1:1:accesspoint/logs', 's3:accesspoint'],
  ])('where an ARN has no kind it is the one of its service: %s is %s', (text, type) => {
    expect(arnType(parsed(text))).toBe(type)
  })

  test.each([['arn:aws:ec2:eu-west-1:1:/'], ['arn:aws:ec2:eu-west-1:1::x'], ['arn:aws:constructor:r:1:/']])(
    '%s does not tell a type',
    (text) => {
      expect(arnType(parsed(text))).toBeNull()
    },
  )

  test('a service called constructor is one like any other', () => {
    expect(arnType(parsed('arn:aws:constructor:r:1:thing/x'))).toBe('constructor:thing')
  })
})

describe('one resource has one name', () => {
  test.each<[string, string]>([
    ['arn:aws:lambda:eu-west-1:1:function:f:live', 'arn:aws:lambda:eu-west-1:1:function:f'],
    ['arn:aws:lambda:eu-west-1:1:function:f:7', 'arn:aws:lambda:eu-west-1:1:function:f'],
    ['arn:aws:logs:eu-west-1:1:log-group:/a/b:*', 'arn:aws:logs:eu-west-1:1:log-group:/a/b'],
    ['arn:aws:s3:::logs/2026/01.gz', 'arn:aws:s3:::logs'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalArn(text)).toBe(canonical)
  })

  test.each([
    ['arn:aws:lambda:eu-west-1:1:function:f'],
    ['arn:aws:lambda:eu-west-1:1:layer:l:3'],
    ['arn:aws:logs:eu-west-1:1:log-group:/a:*:b'],
    ['arn:aws:s3:::logs'],
    ['arn:aws:s3:eu-west-1:1:accesspoint/logs'],
    ['arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf'],
    ['arn:aws:ecs:eu-west-1:1:service/main/web'],
    ['arn:aws:ecs:eu-west-1:1:service/web'],
    ['arn:aws:events:eu-west-1:1:rule/bus/nightly'],
    ['//compute.googleapis.com/projects/p/zones/z/instances/i:*'],
  ])('%s stays as it is', (text) => {
    expect(canonicalArn(text)).toBe(text)
  })
})

describe('the name for people', () => {
  test.each<[string, string]>([
    ['arn:aws:ec2:eu-west-1:1:instance/i-1', 'i-1'],
    ['arn:aws:rds:eu-west-1:1:db:orders', 'orders'],
    ['arn:aws:lambda:eu-west-1:1:function:f:live', 'f'],
    ['arn:aws:s3:::logs', 'logs'],
    ['arn:aws:s3:::logs/2026/01.gz', 'logs'],
    ['arn:aws:sns:eu-west-1:1:alerts', 'alerts'],
    ['arn:aws:ecs:eu-west-1:1:service/main/web', 'main/web'],
    ['arn:aws:events:eu-west-1:1:rule/bus/nightly', 'bus/nightly'],
    ['arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/50', 'app/web/50'],
    ['arn:aws:apigateway:eu-west-1::/restapis/abc', 'abc'],
    ['arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:0-1:autoScalingGroupName/web', 'web'],
    ['arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f', '/aws/lambda/f'],
    ['arn:aws:acme:eu-west-1:1:rocket', 'rocket'],
  ])('of %s is %s', (text, name) => {
    expect(arnName(parsed(text))).toBe(name)
  })
})
