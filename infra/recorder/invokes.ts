// What the cloud answers to questions; a question without an entry here is an error.

type Answers = Readonly<Record<string, (inputs: Record<string, unknown>) => Record<string, unknown>>>

export const region = 'eu-west-1'
export const account = '123456789012'
export const zones = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']

const answers: Answers = {
  'aws:index/getAvailabilityZones:getAvailabilityZones': () => ({ names: zones, zoneIds: [], id: region }),
  'aws:index/getCallerIdentity:getCallerIdentity': () => ({
    accountId: account,
    arn: `arn:aws:iam::${account}:user/someone`,
    userId: 'AIDAEXAMPLE',
    id: account,
  }),
  'aws:index/getPartition:getPartition': () => ({ partition: 'aws', dnsSuffix: 'amazonaws.com', id: 'aws' }),
  'aws:ssm/getParameter:getParameter': ({ name }) => ({ id: name, insecureValue: 'ami-0a1b2c3d4e5f60718' }),
  'aws:ecr/getAuthorizationToken:getAuthorizationToken': () => ({
    proxyEndpoint: `https://${account}.dkr.ecr.${region}.amazonaws.com`,
    userName: 'AWS',
    password: 'registry-password-in-clear',
  }),
}

export function invoke(token: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const answer = answers[token]
  if (answer === undefined) throw new Error(`no answer for ${token}; add it to infra/recorder/invokes.ts`)
  return answer(inputs)
}
