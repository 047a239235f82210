import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager'
import type { Tags } from '../../../../server/core/resource.ts'
import { asList, oddTags, plainTags, type Seed, there } from '../seed.ts'

export const secretsmanager: Seed = async ({ config }) => {
  const client = new SecretsManagerClient(config)
  const make = async (Name: string, tags: Tags) => {
    const Tags = Object.keys(tags).length > 0 ? asList(tags) : undefined
    const { ARN } = await client.send(new CreateSecretCommand({ Name, SecretString: 'correct-horse-battery', Tags }))
    return { id: there(ARN), type: 'secretsmanager:secret', tags }
  }
  const later = await make('tagged-later', {})
  await client.send(new TagResourceCommand({ SecretId: later.id, Tags: asList(plainTags) }))
  const doomed = await make('doomed', plainTags)
  await client.send(new DeleteSecretCommand({ SecretId: doomed.id, RecoveryWindowInDays: 7 }))
  return [
    await make('tagged', oddTags),
    await make('path/never-tagged', {}),
    { ...later, tags: plainTags },
    { ...doomed, gone: true },
  ]
}
