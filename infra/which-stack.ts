// Which stack somebody asks about: a target and an environment with their defaults, or a stack file.

import { existsSync } from 'node:fs'
import { oneOf } from '../server/commands/arguments.ts'
import { type Environment, parseConfig, type TargetKind } from '../stacks/config.ts'
import { environments, sharedKeys } from '../stacks/config-keys.ts'
import { badUsage } from './command.ts'
import { region } from './recorder/invokes.ts'
import { projectDefaults, stackFile } from './recorder/project.ts'
import type { Case } from './recorder/stacks.ts'

export interface AskedStack {
  /** As it was asked for: `ecs/prod`, `example-ecs`. */
  readonly name: string
  readonly target: TargetKind
  readonly environment: Environment
  /** Of the cloud; a local target has none. */
  readonly region: string | undefined
  readonly given: Case
}

type Asked = { readonly target?: string; readonly env?: string; readonly stack?: string }

/** What the options of a command name. */
export function askedIn(command: string, { target, env, stack }: Asked): AskedStack {
  if (stack !== undefined && (target !== undefined || env !== undefined))
    throw badUsage(`${command}: --stack says target and environment by itself.`, 'Leave --target and --env out.')
  if (stack !== undefined) return askedByFile(stack)
  if (target === undefined || env === undefined)
    throw badUsage(
      `${command}: which stack? --${target === undefined ? 'target' : 'env'} is missing.`,
      'Write --target ecs --env prod, for example, or --stack NAME.',
    )
  return askedByTarget(target, env)
}

export function askedByTarget(target: string, environment: string): AskedStack {
  const kind = oneOf('target', target, sharedKeys.shape.target.options)
  const size = oneOf('env', environment, environments)
  const settings = { 'tagwarden:target': kind, 'tagwarden:environment': size }
  const inCloud: Record<string, string> = kind === 'docker' ? {} : { 'aws:region': region }
  return asked(`${kind}/${size}`, { stack: size, settings: { ...settings, ...inCloud } })
}

/** `name`: of a stack, whose settings are in Pulumi.NAME.yaml. */
export function askedByFile(name: string): AskedStack {
  const file = `Pulumi.${name}.yaml`
  if (!/^[\w.-]+$/.test(name) || !existsSync(file))
    throw badUsage(`There is no ${file} here.`, 'Name a stack that has its file, or give --target and --env.')
  return asked(name, { stack: name, settings: stackFile(file) })
}

/** `ecs/prod`, or the name of a stack. */
export function askedByName(name: string): AskedStack {
  const [target = '', environment, ...rest] = name.split('/')
  if (environment === undefined) return askedByFile(name)
  if (rest.length === 0) return askedByTarget(target, environment)
  throw badUsage(`"${name}" is no stack.`, 'Write a target and an environment, such as ecs/staging, or a stack.')
}

function asked(name: string, given: Case): AskedStack {
  const config = parseConfig({ ...projectDefaults(), ...given.settings }, given.stack)
  const place = 'aws' in config ? config.aws.region : undefined
  return { name, target: config.kind, environment: config.environment, region: place, given }
}
