// The stacks that the suites build, and their configuration as the engine would hand it over.

import type { Environment } from '../../stacks/config.ts'
import program from '../../stacks/index.ts'
import { type Graph, record } from './graph.ts'
import { region } from './invokes.ts'
import { projectDefaults } from './project.ts'

export type Case = {
  readonly stack: string
  readonly settings: Readonly<Record<string, string>>
}

export const docker: Case = { stack: 'dev', settings: {} }

const onAws = (
  target: 'ecs' | 'ec2',
  environment: Environment,
  settings: object,
  others: Readonly<Record<string, string>>,
): Case => ({
  stack: environment,
  settings: {
    'aws:region': region,
    'tagwarden:target': target,
    'tagwarden:environment': environment,
    [`tagwarden:${target}`]: JSON.stringify(settings),
    ...others,
  },
})

type OnAws = (environment: Environment, settings?: object, others?: Readonly<Record<string, string>>) => Case
export const ecs: OnAws = (environment, settings = {}, others = {}) => onAws('ecs', environment, settings, others)
export const ec2: OnAws = (environment, settings = {}, others = {}) => onAws('ec2', environment, settings, others)

/** Every target in every environment, with nothing else set. */
export const everyCase: Readonly<Record<string, Case>> = {
  'docker dev': docker,
  'ecs dev': ecs('dev'),
  'ecs staging': ecs('staging'),
  'ecs prod': ecs('prod'),
  'ec2 dev': ec2('dev'),
  'ec2 staging': ec2('staging'),
  'ec2 prod': ec2('prod'),
}

export const buildGraph = ({ stack, settings }: Case, mode: 'preview' | 'up'): Promise<Graph> =>
  record({ stack, config: { ...projectDefaults(), ...settings }, preview: mode === 'preview' }, program)

export async function buildBoth(given: Case): Promise<{ readonly preview: Graph; readonly up: Graph }> {
  const preview = await buildGraph(given, 'preview')
  return { preview, up: await buildGraph(given, 'up') }
}
