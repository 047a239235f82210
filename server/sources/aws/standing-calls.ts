// What every run asks besides its listings, and what a run over several accounts asks of our own.

import { neverTagged } from './explorer.ts'
import { identityCalls } from './identity.ts'
import { organizationCalls } from './organization.ts'
import { actionsOf } from './session-policy.ts'
import { everTagged } from './tagging-api.ts'

const { AssumeRole, ...ownIdentity } = identityCalls

export const standingActions: readonly string[] = [ownIdentity, everTagged.calls, neverTagged.calls].flatMap(actionsOf)

export const enterActions: readonly string[] = [AssumeRole]
export const organizationActions: readonly string[] = actionsOf(organizationCalls)
