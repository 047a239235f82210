import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  TagResourceCommand,
} from '@aws-sdk/client-eventbridge'
import { asList, type Expected, oddTags, plainTags, type Seed } from '../seed.ts'

const type = 'events:rule'

export const events: Seed = async ({ config, arn }) => {
  const client = new EventBridgeClient(config)
  const found: Expected[] = []
  // Rules of one name on several buses.
  for (const bus of ['default', 'orders', 'billing']) {
    if (bus !== 'default') await client.send(new CreateEventBusCommand({ Name: bus }))
    const put = async (Name: string, tags: Expected['tags']) => {
      const input = { Name, EventBusName: bus, EventPattern: '{"source":["shop"]}', Tags: asList(tags) }
      await client.send(new PutRuleCommand(input))
      return arn('events', bus === 'default' ? `rule/${Name}` : `rule/${bus}/${Name}`)
    }
    found.push({ id: await put('tagged', oddTags), type, tags: oddTags })
    found.push({ id: await put('never-tagged', {}), type, tags: {} })
    const later = await put('tagged-later', {})
    await client.send(new TagResourceCommand({ ResourceARN: later, Tags: asList(plainTags) }))
    found.push({ id: later, type, tags: plainTags })
  }
  // Comes with a rule of its own, which AWS keeps.
  await client.send(
    new CreateArchiveCommand({ ArchiveName: 'all', EventSourceArn: arn('events', 'event-bus/default') }),
  )
  return [...found, { id: arn('events', 'rule/Events-Archive-all'), type, tags: {}, managed: true }]
}
