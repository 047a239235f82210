import { keptResources } from './data-resources.ts'
import { describeLife } from './life-of-a-stack.ts'

const packages = ['aws', 'awsx', 'docker-build', 'random', 'tls']

export const describeEcs = (environment: 'dev' | 'staging' | 'prod') =>
  describeLife(`ecs ${environment}`, {
    packages,
    stack: environment,
    settings: { 'aws:region': 'eu-west-1', 'tagwarden:target': 'ecs', 'tagwarden:environment': environment },
    changes: { estate: { 'tagwarden:estate': 'aws' }, secretsVersion: { 'tagwarden:secretsVersion': 2 } },
    ...(environment === 'prod' ? { kept: keptResources } : { kept: [], protect: 'tagwarden-database' }),
  })
