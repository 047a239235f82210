// The only reader of Pulumi's configuration: strict, once, with the misspelt key named.

import * as pulumi from '@pulumi/pulumi'
import type { z } from 'zod'
import { nearest } from '../server/core/similar.ts'
import { type environments, sharedKeys, targetKeys } from './config-keys.ts'

export type TargetKind = keyof typeof targetKeys
export type Environment = (typeof environments)[number]
type Shared = Omit<z.output<typeof sharedKeys>, 'target' | 'storage'> & { readonly stack: string }
export type DockerSettings = z.output<typeof targetKeys.docker>
type OnAws<K extends 'ecs' | 'ec2'> = {
  readonly kind: K
  readonly aws: z.output<(typeof targetKeys)[K]> & { readonly region: string }
}
type Storage = { readonly storage: 'sqlite' | 'postgres' }
export type StackConfig = Readonly<
  Shared & Storage & ({ readonly kind: 'docker'; readonly docker: DockerSettings } | OnAws<'ecs'> | OnAws<'ec2'>)
>

const namespace = 'tagwarden:'
export const keyNames: readonly string[] = [...Object.keys(sharedKeys.shape), ...Object.keys(targetKeys)]

export function readConfig(): StackConfig {
  return parseConfig(pulumi.runtime.allConfig(), pulumi.getStack())
}

/** `given`: as Pulumi hands it over, names with their namespace, objects as JSON. */
export function parseConfig(given: Readonly<Record<string, string>>, stack: string): StackConfig {
  const own = Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => name.startsWith(namespace))
      .map(([name, value]) => [name.slice(namespace.length), value]),
  )
  refuseUnknown(Object.keys(own), keyNames, '')
  const { target, storage, ...shared } = parse(sharedKeys, omit(own, Object.keys(targetKeys)), '')
  refuseOtherTargets(own, target)
  const region = given['aws:region']
  if (target === 'docker') {
    const docker = parse(targetKeys.docker, objectOf(own, 'docker'), 'docker.')
    return { ...shared, stack, kind: target, storage: storage || 'sqlite', docker }
  }
  if (!region)
    throw new pulumi.RunError('aws:region is not set, and there is no default: pulumi config set aws:region …')
  const common = { ...shared, stack, storage: storage || ('postgres' as const) }
  const settings = objectOf(own, target)
  if (target === 'ec2') return { ...common, kind: target, aws: { ...parse(targetKeys.ec2, settings, 'ec2.'), region } }
  return { ...common, kind: target, aws: { ...parse(targetKeys.ecs, settings, 'ecs.'), region } }
}

/** A mistake in the configuration is a sentence, never a stack trace. */
function parse<T extends z.ZodObject>(
  schema: T,
  value: Readonly<Record<string, unknown>>,
  prefix: string,
): z.output<T> {
  refuseUnknown(Object.keys(value), Object.keys(schema.shape), prefix)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(
    ({ path, message }) =>
      `${namespace}${prefix}${path.join('.')}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
  )
  throw new pulumi.RunError(faults.join('\n'))
}

function refuseUnknown(names: readonly string[], known: readonly string[], prefix: string): void {
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  const sentences = unknown.map((name) => {
    const close = nearest(name, known, 3)
    return `${namespace}${prefix}${name} is no setting${close ? `; did you mean ${namespace}${prefix}${close}?` : ''}`
  })
  throw new pulumi.RunError(sentences.join('\n'))
}

function refuseOtherTargets(own: Readonly<Record<string, string>>, target: TargetKind): void {
  for (const other of Object.keys(targetKeys)) {
    if (other !== target && Object.keys(objectOf(own, other)).length > 0)
      throw new pulumi.RunError(`${namespace}${other} has settings, but ${namespace}target is ${target}`)
  }
}

function objectOf(own: Readonly<Record<string, string>>, name: string): Record<string, unknown> {
  const value: unknown = JSON.parse(own[name] ?? '{}')
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new pulumi.RunError(`${namespace}${name}: expected an object, set its keys with --path ${namespace}${name}.…`)
}

const omit = (own: Readonly<Record<string, string>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(own).filter(([name]) => !names.includes(name)))
