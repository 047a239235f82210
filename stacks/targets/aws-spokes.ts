// The role that audits, in every other account, where the stack is to make it.

import { Provider as AwsProvider, type Region } from '@pulumi/aws'
import type { Input } from '@pulumi/pulumi'
import { SpokeRole } from '../../components/aws/roles/spoke-role.ts'
import { spokeDocuments, spokeRole } from '../audit-rights.ts'
import type { AwsConfig } from '../deployment.ts'
import type { Ground } from './aws-ground.ts'

export function buildSpokes({ place }: Ground, { aws }: AwsConfig, hubRoleArn: Input<string>): void {
  const { spokeRoles, auditAccounts, auditExternalId } = aws
  if (spokeRoles === undefined || auditExternalId === undefined) return
  const { partition, tags } = place
  for (const account of auditAccounts) {
    const provider = new AwsProvider(`aws-${account}`, {
      region: place.region as Region,
      assumeRoles: [{ roleArn: `arn:${partition}:iam::${account}:role/${spokeRoles}`, sessionName: 'tagwarden' }],
      defaultTags: { tags },
    })
    const spoke = { roleName: spokeRole, hubRoleArn, externalId: auditExternalId, documents: spokeDocuments(), tags }
    new SpokeRole(`tagwarden-spoke-${account}`, spoke, { providers: [provider] })
  }
}
