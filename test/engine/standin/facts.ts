// What a made resource is called and what it tells, as in the graph tests, but never twice the same.

import { outputsOf } from '../../../infra/recorder/outputs.ts'
import type { Props } from '../wire/messages.ts'

export type Facts = { readonly id: string; readonly made: Props }

/** Children of `awsx:ec2:Vpc`, which the graph tests do not see. */
const network: Readonly<Record<string, string>> = {
  'aws:ec2/vpc:Vpc': 'vpc',
  'aws:ec2/subnet:Subnet': 'subnet',
  'aws:ec2/routeTable:RouteTable': 'rtb',
}

/** `serial` is new for every resource that is made, so that a replacement differs from what it replaces. */
export function factsOf(type: string, name: string, inputs: Props, serial: number): Facts {
  const suffix = serial.toString(16).padStart(7, '0')
  const prefix = network[type]
  if (prefix) return { id: `${prefix}-${suffix}`, made: {} }
  const told = JSON.stringify(outputsOf(type, name, inputs))
    .replaceAll(/\b0a1b(2c3)?\b/g, suffix)
    .replace(/(task-definition\/[^":]+):1"/, `$1:${serial}"`)
  const { id, ...made }: Props = JSON.parse(told)
  return { id: String(id ?? `${name}-${suffix}`), made }
}
