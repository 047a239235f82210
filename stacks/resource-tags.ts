import type { Tags } from '../components/tags.ts'
import type { Environment } from './config.ts'

export const application = 'tagwarden'

/** As policies/tagging_policy.json spells them. */
const environments: Record<Environment, string> = { dev: 'development', staging: 'staging', prod: 'production' }

type Given = { readonly owner: string; readonly environment: Environment; readonly costCenter: string }

export function resourceTags({ owner, environment, costCenter }: Given): Tags {
  return {
    Owner: owner,
    Environment: environments[environment],
    Application: application,
    CostCenter: costCenter,
  }
}
