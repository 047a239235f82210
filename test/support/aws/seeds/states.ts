import { CreateStateMachineCommand, SFNClient, TagResourceCommand } from '@aws-sdk/client-sfn'
import { asLowerList, oddTags, plainTags, type Seed } from '../seed.ts'

export const states: Seed = async ({ config, arn, partition, account }) => {
  const client = new SFNClient(config)
  const roleArn = `arn:${partition}:iam::${account}:role/app`
  const definition = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } })
  for (const name of ['tagged', 'never-tagged', 'tagged-later']) {
    const tags = name === 'tagged' ? asLowerList(oddTags) : undefined
    await client.send(new CreateStateMachineCommand({ name, roleArn, definition, tags }))
  }
  const later = arn('states', 'stateMachine:tagged-later')
  await client.send(new TagResourceCommand({ resourceArn: later, tags: asLowerList(plainTags) }))
  return [
    { id: arn('states', 'stateMachine:tagged'), type: 'states:stateMachine', tags: oddTags },
    { id: arn('states', 'stateMachine:never-tagged'), type: 'states:stateMachine', tags: {} },
    { id: later, type: 'states:stateMachine', tags: plainTags },
  ]
}
