import { Secret } from '@pulumi/aws/secretsmanager/secret.js'
import { SecretVersion } from '@pulumi/aws/secretsmanager/secretVersion.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import type { OfSecrets, SecretName } from '../../server-environment.ts'
import type { Place } from '../place.ts'

export interface SecretsArgs {
  readonly place: Place
  readonly keyArn: pulumi.Input<string>
  /** How long a deleted secret can be got back; 0 is not at all. */
  readonly recoveryDays: number
  readonly values: OfSecrets<pulumi.Input<string>>
}

const paths: Record<SecretName, string> = {
  DATABASE_URL: 'database/url',
  REDIS_URL: 'cache/url',
  API_KEY_HASHES: 'api-keys/hashes',
  AWS_ROLES: 'accounts/roles',
}

/** The settings that nobody may read in a task definition. */
export class Secrets extends pulumi.ComponentResource {
  readonly arns: OfSecrets<pulumi.Output<string>>

  constructor(name: string, args: SecretsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Secrets', name, {}, opts)
    const child = { parent: this }
    const { values } = args
    const keep = (setting: SecretName, value: pulumi.Input<string>) => {
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
      const secretString = pulumi.secret(value)
      const version = new SecretVersion(`${role}-value`, { secretId: secret.id, secretString }, child)
      // A task must not start before the secret has a value, so the name comes from the value.
      return version.arn
    }
    this.arns = {
      DATABASE_URL: keep('DATABASE_URL', values.DATABASE_URL),
      REDIS_URL: keep('REDIS_URL', values.REDIS_URL),
      API_KEY_HASHES: keep('API_KEY_HASHES', values.API_KEY_HASHES),
      ...(values.AWS_ROLES !== undefined && { AWS_ROLES: keep('AWS_ROLES', values.AWS_ROLES) }),
    }
    this.registerOutputs({ arns: this.arns })
  }
}
