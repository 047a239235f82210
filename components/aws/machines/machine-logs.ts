import * as pulumi from '@pulumi/pulumi'
import { physicalName } from '../../physical-name.ts'
import { type LogKeeping, logGroup } from '../log-groups.ts'
import type { Place } from '../place.ts'

export interface MachineLogsArgs {
  readonly place: Place
  readonly logs: LogKeeping
}

/** Where machines write: the server on one side, the system it runs on on the other. */
export class MachineLogs extends pulumi.ComponentResource {
  readonly names: { readonly server: pulumi.Output<string>; readonly system: pulumi.Output<string> }
  readonly arns: readonly pulumi.Output<string>[]

  constructor(name: string, { place, logs }: MachineLogsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('tagwarden:aws:MachineLogs', name, {}, opts)
    const make = (role: string) => logGroup(`${name}-${role}`, physicalName('logGroup', place.stack, role), logs, this)
    const server = make('server')
    const system = make('system')
    this.names = { server: server.name, system: system.name }
    this.arns = [server.arn, system.arn]
    this.registerOutputs({ names: this.names })
  }
}
