import { keptResources } from './data-resources.ts'
import { describeLife, type Life } from './life-of-a-stack.ts'

const packages = ['aws', 'awsx', 'docker-build', 'random', 'tls']

type Special = { readonly title: string; readonly settings: object; readonly changes: Life['changes'] }

/** A stack that sets nothing but its environment, or a special one. */
export const describeEcs = (environment: 'dev' | 'staging' | 'prod', special?: Special) =>
  describeLife(special?.title ?? `ecs ${environment}`, {
    packages,
    stack: environment,
    settings: {
      'aws:region': 'eu-west-1',
      'tagwarden:target': 'ecs',
      'tagwarden:environment': environment,
      ...(special && { 'tagwarden:estate': 'aws', 'tagwarden:ecs': special.settings }),
    },
    changes: special?.changes ?? {
      estate: { 'tagwarden:estate': 'aws' },
      secretsVersion: { 'tagwarden:secretsVersion': 2 },
    },
    ...(environment === 'prod' ? { kept: keptResources } : { kept: [], protect: 'tagwarden-database' }),
  })
