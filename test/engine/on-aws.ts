import type { Environment } from '../../stacks/config.ts'
import { keptResources } from './data-resources.ts'
import { describeLife, type Life } from './life-of-a-stack.ts'

const packages = ['aws', 'awsx', 'docker-build', 'random', 'tls']

type Special = { readonly title: string; readonly settings: object; readonly changes: Life['changes'] }

/** A stack that sets nothing but its environment, or a special one. */
export const describeOnAws = (target: 'ecs' | 'ec2') => (environment: Environment, special?: Special) =>
  describeLife(special?.title ?? `${target} ${environment}`, {
    packages,
    stack: environment,
    settings: {
      'aws:region': 'eu-west-1',
      'tagwarden:target': target,
      'tagwarden:environment': environment,
      ...(special && { 'tagwarden:estate': 'aws', [`tagwarden:${target}`]: special.settings }),
    },
    changes: special?.changes ?? {
      estate: { 'tagwarden:estate': 'aws' },
      secretsVersion: { 'tagwarden:secretsVersion': 2 },
    },
    ...(environment === 'prod' ? { kept: keptResources } : { kept: [], protect: 'tagwarden-database' }),
  })
