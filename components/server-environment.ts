// The contract with the server: every setting a deployment gives it, for all targets alike.

import type { Input } from '@pulumi/pulumi'

/** What a deployment may set, in the server's own names. */
export const contractNames = [
  'HOST',
  'PORT',
  'METRICS_PORT',
  'DATA_DIR',
  'POLICY_FILE',
  'DATABASE_URL',
  'DATABASE_CA_FILE',
  'REDIS_URL',
  'AUTH_MODE',
  'API_KEY_HASHES',
  'ALLOW_OPEN',
  'ALLOWED_HOSTS',
  'TRUST_PROXY',
  'ARTIFACT_DIR',
  'ESTATE',
  'AWS_REGIONS',
  'AWS_ROLES',
  'MIGRATE',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
] as const

export type ContractName = (typeof contractNames)[number]
export type ServerEnvironment = Readonly<Partial<Record<ContractName, Input<string>>>>

/** What is never written down in plain: a container gets these from a secret. */
export const secretNames = [
  'DATABASE_URL',
  'REDIS_URL',
  'API_KEY_HASHES',
  'AWS_ROLES',
] as const satisfies readonly ContractName[]
export type SecretName = (typeof secretNames)[number]
/** Of each something; the roles only where other accounts are audited. */
export type OfSecrets<T> = Readonly<Record<Exclude<SecretName, 'AWS_ROLES'>, T> & { AWS_ROLES?: T | undefined }>

export const metricsPort = 9464
export const dataFolder = '/data'
/** In the container; the files that all servers of a stack share. */
export const artifactFolder = '/mnt/data'
/** The user of the image; volumes and access points belong to it. */
export const serverUser = 10_001

/** The same on every target. */
export function commonEnvironment(port: number, estate: string): ServerEnvironment {
  return {
    HOST: '0.0.0.0',
    PORT: String(port),
    METRICS_PORT: String(metricsPort),
    DATA_DIR: dataFolder,
    POLICY_FILE: 'policies/tagging_policy.json',
    ARTIFACT_DIR: `${dataFolder}/artifacts`,
    ESTATE: estate,
  }
}

/** Asks the server whether it is ready; the image has no curl. */
export const readyCheck = (port: number): string[] => [
  'node',
  '-e',
  `fetch('http://127.0.0.1:${port}/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`,
]
