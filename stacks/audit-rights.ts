// What a deployed audit may read is what the server's own listings declare, and the accounts it may find.

import { type AuditRights, auditRights } from '../server/sources/aws/iam-policies.ts'
import { organizationActions } from '../server/sources/aws/standing-calls.ts'

const { core, ...rights } = auditRights({ services: [], costs: true })

export const deployedRights: AuditRights = { ...rights, core: [...core, ...organizationActions] }
