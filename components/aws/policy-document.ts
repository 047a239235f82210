import * as pulumi from '@pulumi/pulumi'

type Words = pulumi.Input<string> | readonly pulumi.Input<string>[] | pulumi.Input<readonly string[]>

export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: '*' | Readonly<Record<string, Words>>
  readonly Action: Words
  readonly Resource?: Words
  readonly NotResource?: Words
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Words>>>>
}

export const policyDocument = (statements: readonly Statement[]): pulumi.Output<string> =>
  pulumi.jsonStringify({ Version: '2012-10-17', Statement: statements })

/**
 * For a service that names no account when it takes a role: AWS Backup, CloudTrail, EC2.
 * Nobody can hand it a role of another account, which is what naming one would prevent.
 */
export const trustOfService = (service: string): pulumi.Output<string> =>
  policyDocument([{ Sid: 'Service', Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }])

/** Lets a service of AWS take a role, on behalf of this account only. */
export function trustOf(service: string, account: string, sourceArn?: string): pulumi.Output<string> {
  const own = { StringEquals: { 'aws:SourceAccount': account } }
  const condition = sourceArn === undefined ? own : { ...own, ArnLike: { 'aws:SourceArn': sourceArn } }
  return policyDocument([
    {
      Sid: 'Service',
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      Condition: condition,
    },
  ])
}
