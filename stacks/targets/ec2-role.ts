// The one role of a machine: it audits, and it starts the server.

import { InstanceRole, type InstanceRoleArgs } from '../../components/aws/machines/instance-role.ts'
import { trustOfService } from '../../components/aws/policy-document.ts'
import { AuditRole } from '../../components/aws/roles/audit-role.ts'
import { parameterArns } from '../../components/aws/stores/parameters.ts'
import { deployedRights } from '../audit-rights.ts'
import type { ConfigOf } from '../deployment.ts'
import type { Data } from './aws-data.ts'
import type { Ground } from './aws-ground.ts'

type Known = Pick<InstanceRoleArgs, 'groupName' | 'repositoryArns' | 'logGroupArns' | 'prometheusArn'>

export function buildRole(
  ground: Ground,
  { secrets, database, files }: Data,
  aws: ConfigOf<'ec2'>['aws'],
  known: Known,
) {
  const { place, keys, options } = ground
  const secretArns = [...Object.values(secrets.arns).filter((arn) => arn !== undefined), database.masterSecretArn]
  const settings = parameterArns(place)
  const audit = new AuditRole(
    'tagwarden-audit',
    {
      place,
      trust: trustOfService('ec2.amazonaws.com'),
      accounts: aws.auditAccounts,
      externalId: aws.auditExternalId,
      rights: deployedRights,
      ownKeyArns: [keys.dataArn, keys.logsArn, keys.secretsArn],
      ownContentArns: [...secretArns, ...settings],
    },
    options,
  )
  const starting = { secretArns, secretsKeyArn: keys.secretsArn, parameterArns: settings, files, ...known }
  const role = new InstanceRole('tagwarden-starting', { place, roleName: audit.roleName, ...starting }, options)
  return { profileArn: role.profileArn, auditRoleArn: audit.arn }
}
