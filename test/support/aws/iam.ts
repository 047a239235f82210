// The few calls of IAM that tests need, in its own protocol: the SDK's client would be a package for this alone.

type Where = { readonly account: string; readonly region: string }

/** A role that any service may take. */
export async function makeRole({ account, region }: Where, name: string, service: string): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }
  await callIam(account, region, {
    ...{ Action: 'CreateRole', RoleName: name, Path: '/' },
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  })
}

export async function callIam(
  account: string,
  region: string,
  input: Readonly<Record<string, string>>,
): Promise<string> {
  const scope = `Credential=testing/20260101/${region}/iam/aws4_request`
  const answer = await fetch(process.env.AWS_ENDPOINT_URL ?? '', {
    method: 'POST',
    headers: {
      Authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
      'x-moto-account-id': account,
    },
    body: new URLSearchParams({ Version: '2010-05-08', ...input }),
  })
  const text = await answer.text()
  // A role is there once an account, and regions are filled one after the other.
  if (!answer.ok && !text.includes('EntityAlreadyExists')) throw new Error(`IAM: ${answer.status} ${text}`)
  return text
}
