// Where the state of Tagwarden is kept on AWS, and the secrets that lead there.

import type * as pulumi from '@pulumi/pulumi'
import { Cache } from '../../components/aws/stores/cache.ts'
import { Database } from '../../components/aws/stores/database.ts'
import { Files } from '../../components/aws/stores/files.ts'
import { Secrets } from '../../components/aws/stores/secrets.ts'
import type { Ground } from './aws-ground.ts'

export function buildData(ground: Ground, secretsVersion: number, apiKeyHashes: pulumi.Output<string>) {
  const { place, sizes, keys, network, firewall, logs, zones, options } = ground
  const inside = { place, subnetIds: network.dataSubnetIds, groupId: firewall.dataGroupId, dataKeyArn: keys.dataArn }
  const { keepData } = sizes
  const planOwnsBackups = sizes.backups.anySecond
  const database = new Database(
    'tagwarden-database',
    { ...inside, ...sizes.database, secretsKeyArn: keys.secretsArn, logs, keepData, secretsVersion, planOwnsBackups },
    options,
  )
  const { applyImmediately } = sizes.database
  const cache = new Cache(
    'tagwarden-cache',
    { ...inside, ...sizes.cache, logs, secretsVersion, applyImmediately },
    options,
  )
  const files = new Files('tagwarden-files', { ...inside, zones, keepData }, options)
  const secrets = new Secrets(
    'tagwarden-secrets',
    {
      place,
      keyArn: keys.secretsArn,
      recoveryDays: sizes.secretRecoveryDays,
      values: {
        DATABASE_URL: database.url,
        REDIS_URL: cache.url,
        API_KEY_HASHES: apiKeyHashes,
        AWS_ROLES: ground.roles,
      },
    },
    options,
  )
  return { database, cache, files, secrets }
}

export type Data = ReturnType<typeof buildData>
