import { readConfig } from './config.ts'
import type { Printed } from './deployment.ts'
import { watchCost } from './estimate.ts'
import { resourceTags } from './resource-tags.ts'
import { sizes } from './sizes.ts'
import { deploy } from './targets/index.ts'

export default async function program(): Promise<Printed> {
  const config = readConfig()
  const cost = watchCost(config.kind, config.environment)
  const deployment = await deploy(config, sizes[config.environment], resourceTags(config))
  return { ...deployment, estimatedMonthlyCost: cost() }
}
