import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { makeRole } from '../iam.ts'
import { oddTags, plainTags, type Seed } from '../seed.ts'

export const lambda: Seed = async (ground) => {
  const { config, arn, partition, account } = ground
  await makeRole(ground, 'app', 'lambda.amazonaws.com')
  const client = new LambdaClient(config)
  const code = {
    Runtime: 'nodejs22.x' as const,
    Handler: 'index.handler',
    Role: `arn:${partition}:iam::${account}:role/app`,
    Code: { ZipFile: new Uint8Array(emptyZip) },
  }
  for (const [FunctionName, Tags] of [
    ['tagged', oddTags],
    ['never-tagged', undefined],
    ['app', plainTags],
  ] as const)
    await client.send(new CreateFunctionCommand({ ...code, FunctionName, Tags }))
  return [
    { id: arn('lambda', 'function:tagged'), type: 'lambda:function', tags: oddTags },
    { id: arn('lambda', 'function:never-tagged'), type: 'lambda:function', tags: {} },
    { id: arn('lambda', 'function:app'), type: 'lambda:function', tags: plainTags },
  ]
}

/** The end record of an archive without files. */
const emptyZip = [0x50, 0x4b, 5, 6, ...Array.from({ length: 18 }, () => 0)]
