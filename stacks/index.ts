import { readConfig } from './config.ts'
import { resourceTags } from './resource-tags.ts'
import { sizes } from './sizes.ts'
import { deploy } from './targets/index.ts'

export default async function program() {
  const config = readConfig()
  return deploy(config, sizes[config.environment], resourceTags(config))
}
