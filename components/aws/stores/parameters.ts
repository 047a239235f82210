import { createHash } from 'node:crypto'
import { Parameter } from '@pulumi/aws/ssm/parameter.js'
import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import { type ServerEnvironment, secretNames } from '../../server-environment.ts'
import type { Place } from '../place.ts'

export interface ParametersArgs {
  readonly place: Place
  /** Nothing secret: that is kept in Secrets Manager. */
  readonly environment: ServerEnvironment
}

/** The plain settings of the server, read by every machine when it starts. */
export class Parameters extends pulumi.ComponentResource {
  /** Known once all settings are there. */
  readonly path: pulumi.Output<string>
  /** Another one for other settings. */
  readonly fingerprint: pulumi.Output<string>

  constructor(name: string, args: ParametersArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:Parameters', name, {}, opts)
    const secret = secretNames.filter((setting) => setting in args.environment)
    if (secret.length > 0) throw new Error(`Parameters.environment: ${secret.join(', ')} belongs in Secrets Manager`)
    const { place } = args
    const path = parameterPath(place)
    const made = Object.entries(args.environment).map(
      ([setting, value]) =>
        new Parameter(
          `${name}-${setting.toLowerCase().replaceAll('_', '-')}`,
          // A plain value is called insecure; the other kind would hide from a preview what changes.
          { name: `${path}${setting}`, type: 'String', insecureValue: value, tags: place.tags },
          { parent: this, deleteBeforeReplace: true },
        ),
    )
    this.path = pulumi.all(made.map(({ id }) => id)).apply(() => path)
    this.fingerprint = pulumi.jsonStringify(args.environment).apply(sha256)
    this.registerOutputs({ path: this.path })
  }
}

const parameterPath = ({ stack }: Place) => `${physicalName('parameter', stack, 'server')}/`

/** Of the path, which is what a machine asks for, and of what is below it. */
export function parameterArns(place: Place): string[] {
  const { partition, region, account } = place
  const arn = `arn:${partition}:ssm:${region}:${account}:parameter${parameterPath(place).slice(0, -1)}`
  return [arn, `${arn}/*`]
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
