// The active accounts of our organisation, where the roles file asks for them.

import type * as Organizations from '@aws-sdk/client-organizations'
import type { Where } from './clients.ts'
import type { Asking } from './identity.ts'
import { defineService } from './service.ts'

const organizations = defineService({
  name: 'organizations',
  load: () => import('@aws-sdk/client-organizations'),
  connect: (sdk, config) => new sdk.OrganizationsClient(config),
  kinds: [],
})

export const organizationCalls = { ListAccounts: 'organizations:ListAccounts' }

export async function organizationAccounts({ clients, signal }: Asking, where: Where): Promise<readonly string[]> {
  const connection = await clients.connect(organizations, where)
  // Loaded and made by the service above.
  const sdk = connection.sdk as typeof Organizations
  const client = clients.guard(
    connection,
    organizationCalls,
    signal,
    'listing',
  ) as unknown as Organizations.OrganizationsClient
  const active: string[] = []
  for await (const { Accounts = [] } of sdk.paginateListAccounts({ client }, {}))
    active.push(...Accounts.filter(({ Status }) => Status === 'ACTIVE').flatMap(({ Id }) => Id ?? []))
  return active.toSorted()
}
