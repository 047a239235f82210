import * as pulumi from '@pulumi/pulumi'
import { expect, test } from 'vitest'
import { Service } from '../../components/aws/fargate/service.ts'
import { InstanceGroup } from '../../components/aws/machines/instance-group.ts'
import { Server } from '../../components/docker/server.ts'
import { type Placement, requireStorage } from '../../components/storage-rule.ts'

test.each<Placement>([
  { target: 'docker', storage: 'sqlite', replicas: 1 },
  { target: 'ecs', storage: 'postgres', replicas: 1 },
  { target: 'ecs', storage: 'postgres', replicas: 4 },
  { target: 'ec2', storage: 'postgres', replicas: 1 },
  { target: 'ec2', storage: 'postgres', replicas: 6 },
])('[X3] $target with $storage and $replicas is allowed', (placement) => {
  expect(() => requireStorage(placement)).not.toThrow()
})

test.each<[Placement, string]>([
  [{ target: 'docker', storage: 'sqlite', replicas: 2 }, 'exactly one process'],
  [{ target: 'docker', storage: 'postgres', replicas: 1 }, 'docker has no PostgreSQL'],
  [{ target: 'ecs', storage: 'sqlite', replicas: 1 }, 'ecs cannot use sqlite'],
  [{ target: 'ec2', storage: 'sqlite', replicas: 1 }, 'ec2 cannot use sqlite, its instances are replaced every week'],
])('[X3] %o throws with the reason', (placement, reason) => {
  expect(() => requireStorage(placement)).toThrow(reason)
})

const place = { partition: 'aws', region: 'eu-west-1', account: '123456789012', stack: 'some', tags: {} }

test('[X3] the components themselves refuse, before they register anything', () => {
  const docker = {
    image: 'a',
    networkName: 'b',
    port: 8000,
    environment: {},
    awsFolder: undefined,
    oldEngine: false,
    tags: {},
  }
  expect(() => new Server('server', { ...docker, storage: 'sqlite', replicas: 2 })).toThrow('exactly one process')
  const ecs = {
    place,
    clusterArn: 'a',
    definitionArn: 'b',
    subnetIds: ['c'],
    groupId: 'd',
    port: 8000,
    tasks: { start: 1, max: 1 },
    capacity: { base: 0, weight: 0, spotWeight: 1 },
    targetGroupArns: ['e'],
    forwardRuleArn: 'f',
    alarmNames: [],
    allowsExec: false,
  }
  expect(() => new Service('service', { ...ecs, storage: 'sqlite' })).toThrow('ecs cannot use sqlite')
  const ec2 = {
    place,
    groupName: 'a',
    hooks: { launch: 'b', terminate: 'c' },
    plan: { templateId: pulumi.output('d'), version: pulumi.output('1') },
    subnetIds: ['e'],
    instances: { min: 1, start: 1, max: 1 },
    targetGroupArn: 'f',
    forwardRuleArn: 'g',
    alarmNames: [],
    sleeps: false,
  }
  expect(() => new InstanceGroup('group', { ...ec2, storage: 'sqlite' })).toThrow('ec2 cannot use sqlite')
})
