// An organisation in moto: our own account manages it, others are members.

import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { ownCredentials } from './collect.ts'
import { there } from './seed.ts'

/** The ids of the new members. */
export async function makeOrganisation(names: readonly string[]): Promise<string[]> {
  const client = new OrganizationsClient({ region: 'us-east-1', credentials: ownCredentials })
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }))
  const members: string[] = []
  for (const name of names) {
    const asked = await client.send(new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }))
    const CreateAccountRequestId = asked.CreateAccountStatus?.Id
    const done = await client.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId }))
    members.push(there(done.CreateAccountStatus?.AccountId))
  }
  return members
}
