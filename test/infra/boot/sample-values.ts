import type { BootValues } from '../../../components/aws/machines/boot/values.ts'

export const registry = '123456789012.dkr.ecr.eu-west-1.amazonaws.com'

export const sampleValues: BootValues = {
  region: 'eu-west-1',
  image: `${registry}/tagwarden@sha256:${'5a'.repeat(32)}`,
  port: 8000,
  parameterPath: '/tagwarden/staging/server/',
  secretArns: { DATABASE_URL: 'arn:of:database', REDIS_URL: 'arn:of:redis', API_KEY_HASHES: 'arn:of:hashes' },
  owner: { secretArn: 'arn:of:owner', address: 'postgres://database.internal:5432/tagwarden' },
  serverLogin: 'tagwarden_server',
  files: { fileSystemId: 'fs-0123', accessPointId: 'fsap-4567' },
  logGroups: { server: '/tagwarden/staging/server', system: '/tagwarden/staging/system' },
  metricsNamespace: 'Tagwarden/staging',
  group: { name: 'tagwarden-staging', launchHook: 'tagwarden-launch', terminateHook: 'tagwarden-end' },
}
