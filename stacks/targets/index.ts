// The targets by name. One is loaded, so that local Docker never waits for the AWS packages.

import type { Tags } from '../../components/tags.ts'
import type { StackConfig, TargetKind } from '../config.ts'
import type { ConfigOf, Deploy, Deployment } from '../deployment.ts'
import type { Sizes } from '../sizes.ts'

const targets: { readonly [K in TargetKind]: () => Promise<Deploy<K>> } = {
  docker: async () => (await import('./docker.ts')).deployDocker,
  ec2: async () => (await import('./ec2.ts')).deployEc2,
  ecs: async () => (await import('./ecs.ts')).deployEcs,
}

export async function deploy(config: StackConfig, sizes: Sizes, tags: Tags): Promise<Deployment> {
  switch (config.kind) {
    case 'docker':
      return run(config, targets.docker)
    case 'ec2':
      return run(config, targets.ec2)
    case 'ecs':
      return run(config, targets.ecs)
  }

  async function run<K extends TargetKind>(given: ConfigOf<K>, load: () => Promise<Deploy<K>>) {
    return (await load())(given, sizes, tags)
  }
}
