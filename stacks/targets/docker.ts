// Tagwarden and Redis on the local Docker engine, for nothing.

import { Provider as DockerProvider } from '@pulumi/docker/provider.js'
import { Provider as BuildProvider } from '@pulumi/docker-build/provider.js'
import * as pulumi from '@pulumi/pulumi'
import { Provider as RandomProvider } from '@pulumi/random/provider.js'
import { ApiKey } from '../../components/api-key.ts'
import { ServerImage } from '../../components/docker/image.ts'
import { Network } from '../../components/docker/network.ts'
import { Redis } from '../../components/docker/redis.ts'
import { Server } from '../../components/docker/server.ts'
import { commonEnvironment } from '../../components/server-environment.ts'
import { requireStorage } from '../../components/storage-rule.ts'
import type { Deploy } from '../deployment.ts'
import { sourceHash } from '../source-hash.ts'

export const deployDocker: Deploy<'docker'> = async ({ docker, ...config }, _sizes, tags) => {
  requireStorage({ target: 'docker', storage: config.storage, replicas: 1 })
  const root = process.cwd()
  const engine = docker.host === undefined ? {} : { host: docker.host }
  const providers = [
    new DockerProvider('docker', engine),
    new BuildProvider('docker-build', engine),
    new RandomProvider('random'),
  ]
  const image = new ServerImage(
    'tagwarden-image',
    { given: docker.image, context: root, sourceHash: sourceHash(root), tags },
    { providers },
  )
  const apiKey = docker.open
    ? undefined
    : new ApiKey('tagwarden-key', { version: config.secretsVersion }, { providers })
  const { networkName } = new Network('tagwarden', { tags }, { providers })
  const { oldEngine } = docker
  const redis = new Redis('tagwarden-redis', { networkName, image: docker.redisImage, oldEngine, tags }, { providers })
  const server = new Server(
    'tagwarden-server',
    {
      image: image.reference,
      networkName,
      port: config.port,
      storage: config.storage,
      replicas: 1,
      environment: {
        ...commonEnvironment(config.port, config.estate),
        REDIS_URL: redis.url,
        ...(docker.auditRegions && { AWS_REGIONS: docker.auditRegions.join(',') }),
        ...(apiKey
          ? { AUTH_MODE: 'api-key', API_KEY_HASHES: apiKey.hashes }
          : { AUTH_MODE: 'none', ALLOW_OPEN: 'true' }),
      },
      awsFolder: docker.awsFolder,
      oldEngine,
      tags,
    },
    { providers },
  )
  return {
    url: pulumi.interpolate`${server.url}/mcp`,
    healthUrl: pulumi.interpolate`${server.url}/health`,
    dashboards: pulumi.output([]),
    logs: pulumi.interpolate`docker logs --follow ${server.containerName}`,
    apiKey: pulumi.secret(apiKey?.key ?? ''),
    caCertificate: pulumi.output(''),
  }
}
