// The targets by name. One is loaded, so that local Docker never waits for the AWS packages.

import { RunError } from '@pulumi/pulumi'
import type { Tags } from '../../components/tags.ts'
import type { StackConfig } from '../config.ts'
import type { Deployment } from '../deployment.ts'
import type { Sizes } from '../sizes.ts'

export async function deploy(config: StackConfig, sizes: Sizes, tags: Tags): Promise<Deployment> {
  if (config.kind === 'docker') return (await import('./docker.ts')).deployDocker(config, sizes, tags)
  throw new RunError(`tagwarden:target ${config.kind} is not there yet`)
}
