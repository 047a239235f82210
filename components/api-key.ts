import { createHash } from 'node:crypto'
import * as pulumi from '@pulumi/pulumi'
import { RandomPassword } from '@pulumi/random/randomPassword.js'

export interface ApiKeyArgs {
  /** The newest key. The one before it stays valid until the next step, so that callers can change over. */
  readonly version: number
}

/** The key callers send, made by the engine. The server only ever sees its SHA-256. */
export class ApiKey extends pulumi.ComponentResource {
  /** Secret. */
  readonly key: pulumi.Output<string>
  /** As API_KEY_HASHES wants them, the newest first. Secret. */
  readonly hashes: pulumi.Output<string>

  constructor(name: string, args: ApiKeyArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:common:ApiKey', name, {}, opts)
    if (args.version < 1) throw new Error('ApiKey.version: at least 1')
    const keys = [args.version, args.version - 1]
      .filter((version) => version > 0)
      .map((version) => {
        const made = new RandomPassword(`${name}-v${version}`, { length: 43, special: false }, { parent: this })
        return { version, text: pulumi.interpolate`tw_${made.result}` }
      })
    const lines = keys.map(({ version, text }) => text.apply((key) => `pulumi-v${version}:sha256:${sha256(key)}`))
    this.key = keys[0]?.text ?? pulumi.output('')
    this.hashes = pulumi.all(lines).apply((all) => all.join(','))
    this.registerOutputs({ key: this.key, hashes: this.hashes })
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
