// The few calls of IAM and CloudFormation that tests need, in their own protocol: the SDK's clients would be packages
// for this alone.

type Where = { readonly account: string; readonly region: string }

/** A role that any service may take. */
export async function makeRole({ account, region }: Where, name: string, service: string): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }
  await callIam(account, region, {
    ...{ Action: 'CreateRole', RoleName: name, Path: '/' },
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  })
}

export function callIam(account: string, region: string, input: Readonly<Record<string, string>>): Promise<string> {
  return callQuery('iam', { account, region }, { Version: '2010-05-08', ...input })
}

export async function callQuery(
  service: string,
  { account, region }: Where,
  input: Readonly<Record<string, string>>,
): Promise<string> {
  const scope = `Credential=testing/20260101/${region}/${service}/aws4_request`
  const answer = await fetch(process.env.AWS_ENDPOINT_URL ?? '', {
    method: 'POST',
    headers: {
      Authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
      'x-moto-account-id': account,
    },
    body: new URLSearchParams(input),
  })
  const text = await answer.text()
  // A role is there once an account, and regions are filled one after the other.
  if (!answer.ok && !text.includes('EntityAlreadyExists')) throw new Error(`${service}: ${answer.status} ${text}`)
  return text
}
