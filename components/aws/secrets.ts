import { Secret } from '@pulumi/aws/secretsmanager/secret.js'
import { SecretVersion } from '@pulumi/aws/secretsmanager/secretVersion.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../physical-name.ts'
import type { SecretName } from '../server-environment.ts'
import type { Place } from './place.ts'

export interface SecretsArgs {
  readonly place: Place
  readonly keyArn: pulumi.Input<string>
  /** How long a deleted secret can be got back; 0 is not at all. */
  readonly recoveryDays: number
  readonly values: Readonly<Record<SecretName, pulumi.Input<string>>>
}

const paths: Record<SecretName, string> = {
  DATABASE_URL: 'database/url',
  REDIS_URL: 'cache/url',
  API_KEY_HASHES: 'api-keys/hashes',
}

/** The settings that nobody may read in a task definition. */
export class Secrets extends pulumi.ComponentResource {
  readonly arns: Readonly<Record<SecretName, pulumi.Output<string>>>

  constructor(name: string, args: SecretsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Secrets', name, {}, opts)
    const child = { parent: this }
    const keep = (setting: SecretName) => {
      const role = `${name}-${setting.toLowerCase().replaceAll('_', '-')}`
      const secret = new Secret(
        role,
        {
          name: physicalName('secret', args.place.stack, paths[setting]),
          description: `${setting} of the server`,
          kmsKeyId: args.keyArn,
          recoveryWindowInDays: args.recoveryDays,
          tags: args.place.tags,
        },
        { ...child, deleteBeforeReplace: true },
      )
      const secretString = pulumi.secret(args.values[setting])
      const version = new SecretVersion(`${role}-value`, { secretId: secret.id, secretString }, child)
      // A task must not start before the secret has a value, so the name comes from the value.
      return version.arn
    }
    this.arns = {
      DATABASE_URL: keep('DATABASE_URL'),
      REDIS_URL: keep('REDIS_URL'),
      API_KEY_HASHES: keep('API_KEY_HASHES'),
    }
    this.registerOutputs({ arns: this.arns })
  }
}
