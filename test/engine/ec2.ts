import { keptResources } from './data-resources.ts'
import { describeLife } from './life-of-a-stack.ts'

const packages = ['aws', 'awsx', 'docker-build', 'random', 'tls']

export const describeEc2 = (environment: 'dev' | 'staging' | 'prod') =>
  describeLife(`ec2 ${environment}`, {
    packages,
    stack: environment,
    settings: { 'aws:region': 'eu-west-1', 'tagwarden:target': 'ec2', 'tagwarden:environment': environment },
    changes: { estate: { 'tagwarden:estate': 'aws' }, secretsVersion: { 'tagwarden:secretsVersion': 2 } },
    ...(environment === 'prod' ? { kept: keptResources } : { kept: [], protect: 'tagwarden-database' }),
  })
