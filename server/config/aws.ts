// What the settings say of AWS, as its source takes it.

import type { Config } from '../config.ts'

export function awsSettingsOf(config: Config) {
  return {
    homeRegion: config.AWS_REGION?.[0] ?? config.AWS_REGIONS?.[0] ?? null,
    regions: config.AWS_REGIONS ?? [],
    types: config.AWS_TYPES ?? [],
    accounts: [],
    rolesFile: config.AWS_ROLES_FILE ?? null,
    roles: config.AWS_ROLES ?? null,
    callsAtOnce: config.AWS_MAX_CALLS,
    maxAttempts: config.AWS_MAX_ATTEMPTS,
    cellTimeoutMs: config.AWS_CELL_TIMEOUT_S * 1000,
  }
}
