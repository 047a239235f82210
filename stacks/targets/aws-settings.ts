// What a server on AWS is told beyond its secrets.

import type { Input } from '@pulumi/pulumi'
import { artifactFolder, commonEnvironment, type ServerEnvironment } from '../../components/server-environment.ts'
import type { AwsConfig } from '../deployment.ts'

export const serverSettings = ({ port, estate, aws }: AwsConfig, hostName: Input<string>): ServerEnvironment => ({
  ...commonEnvironment(port, estate),
  ARTIFACT_DIR: artifactFolder,
  AUTH_MODE: 'api-key',
  ALLOWED_HOSTS: hostName,
  TRUST_PROXY: '1',
  // The server refuses a setting that would be without effect.
  ...(estate === 'aws' && { AWS_REGIONS: (aws.auditRegions ?? [aws.region]).join(',') }),
  MIGRATE: 'false',
})
