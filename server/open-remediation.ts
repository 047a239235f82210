// Writing tags, only where the settings allow it.

import { awsSettingsOf } from './config/aws.ts'
import type { Config } from './config.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import { createRemediation, type Remediation, type RemediationDeps } from './services/remediation.ts'
import { remediationPlans } from './services/remediation-plans.ts'
import { awsWrites } from './sources/aws/estate.ts'

type Parts = Pick<RemediationDeps, 'policy' | 'log' | 'now'> & {
  readonly metrics: Metrics
  readonly logger: Logger
}

export function openRemediation(config: Config, { metrics, logger, ...parts }: Parts): Remediation | null {
  const { ENABLE_WRITES, WRITE_ROLE_ARN, DATA_DIR, ARTIFACT_DIR, ESTATE } = config
  if (!ENABLE_WRITES || WRITE_ROLE_ARN === undefined) return null
  return createRemediation({
    ...parts,
    plans: remediationPlans(DATA_DIR),
    writer: awsWrites(awsSettingsOf(config), WRITE_ROLE_ARN),
    undoFolder: ARTIFACT_DIR,
    estate: ESTATE,
    onOutcome: (outcome) => metrics.tagWrites.inc({ outcome }),
    onProblem: (error) => logger.warn({ err: error }, 'tags of an approved plan were not written'),
  })
}
