// What a deployed audit may read is what the server's own listings declare, and the accounts it may find.

import { type AuditRights, auditRights, defaultRole, iamPolicies } from '../server/sources/aws/iam-policies.ts'
import { organizationActions } from '../server/sources/aws/standing-calls.ts'

const { core, ...rights } = auditRights({ services: [], costs: true })

export const deployedRights: AuditRights = { ...rights, core: [...core, ...organizationActions] }

/** In every other account; who pays asks for the costs of all. */
export const spokeRole = defaultRole

export function spokeDocuments() {
  const policies = iamPolicies({ services: [], costs: false, role: spokeRole })
  return { core: policies.core, extended: policies.extended, deny: policies.deny }
}
