// The role of a spoke as CloudFormation: who may take it, how, and what it may do.

import { iamPolicies, type PolicyOptions } from './iam-policies.ts'

export function spokeTemplate(options: PolicyOptions) {
  const { core, extended, deny } = iamPolicies(options)
  const read = { TagAuditCore: core, TagAuditExtended: extended }
  const documents = Object.entries({ ...read, TagAuditDeny: deny }).filter(([, { Statement }]) => Statement.length > 0)
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'A role that reads tags for Tagwarden. It writes nothing and reads no contents.',
    Parameters: {
      HubRoleArn: { Type: 'String', Description: 'The role that Tagwarden runs as.', AllowedPattern: '^arn:.+' },
      ExternalId: {
        ...{ Type: 'String', NoEcho: true, MinLength: 16 },
        Description: 'A long random word; the same stands in AWS_ROLES_FILE.',
      },
      SourceIdentity: {
        ...{ Type: 'String', Default: '' },
        Description: 'Optional: the source identity that the caller must set, as CloudTrail shows it.',
      },
    },
    Conditions: { HasSourceIdentity: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'SourceIdentity' }, ''] }] } },
    Resources: {
      ...Object.fromEntries(documents.map(([name, PolicyDocument]) => [name, managedPolicy(PolicyDocument)])),
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: options.role,
          AssumeRolePolicyDocument: trust,
        },
      },
    },
    Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  }
}

const managedPolicy = (PolicyDocument: object) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument, Roles: [{ Ref: 'Role' }] },
})

const entering = { Effect: 'Allow', Principal: { AWS: { Ref: 'HubRoleArn' } } }
const withExternalId = { 'sts:ExternalId': { Ref: 'ExternalId' } }

const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      'Fn::If': [
        'HasSourceIdentity',
        {
          ...{ ...entering, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] },
          Condition: { StringEquals: { ...withExternalId, 'sts:SourceIdentity': { Ref: 'SourceIdentity' } } },
        },
        { ...entering, Action: 'sts:AssumeRole', Condition: { StringEquals: withExternalId } },
      ],
    },
  ],
}
