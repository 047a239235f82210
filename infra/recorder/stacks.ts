// The stacks that the suites build, and their configuration as the engine would hand it over.

import program from '../../stacks/index.ts'
import { type Graph, record } from './graph.ts'
import { region } from './invokes.ts'
import { projectDefaults } from './project.ts'

export type Case = {
  readonly stack: string
  readonly settings: Readonly<Record<string, string>>
}

export const docker: Case = { stack: 'dev', settings: {} }

export const ecs = (
  environment: 'dev' | 'staging' | 'prod',
  settings: object = {},
  others: Readonly<Record<string, string>> = {},
): Case => ({
  stack: environment,
  settings: {
    'aws:region': region,
    'tagwarden:target': 'ecs',
    'tagwarden:environment': environment,
    'tagwarden:ecs': JSON.stringify(settings),
    ...others,
  },
})

/** Every target in every environment, with nothing else set. */
export const everyCase: Readonly<Record<string, Case>> = {
  'docker dev': docker,
  'ecs dev': ecs('dev'),
  'ecs staging': ecs('staging'),
  'ecs prod': ecs('prod'),
}

export const buildGraph = ({ stack, settings }: Case, mode: 'preview' | 'up'): Promise<Graph> =>
  record({ stack, config: { ...projectDefaults(), ...settings }, preview: mode === 'preview' }, program)

export async function buildBoth(given: Case): Promise<{ readonly preview: Graph; readonly up: Graph }> {
  const preview = await buildGraph(given, 'preview')
  return { preview, up: await buildGraph(given, 'up') }
}
