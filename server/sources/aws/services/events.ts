import type * as Events from '@aws-sdk/client-eventbridge'
import { defineService, type Scan, tagsFrom } from '../service.ts'

const Limit = 100

export const events = defineService({
  name: 'events',
  load: () => import('@aws-sdk/client-eventbridge'),
  connect: (sdk, config) => new sdk.EventBridgeClient(config),
  kinds: [
    {
      type: 'events:rule',
      calls: {
        ListEventBuses: 'events:ListEventBuses',
        ListRules: 'events:ListRules',
        ListTagsForResource: 'events:ListTagsForResource',
      },
      async *list(scan) {
        for await (const bus of busNames(scan)) yield* rulesOf(scan, bus)
      },
      async tagsOf({ sdk, client }, { id }) {
        const { Tags } = await client.send(new sdk.ListTagsForResourceCommand({ ResourceARN: id }))
        return tagsFrom(Tags)
      },
    },
  ],
})

type EventsScan = Scan<typeof Events, Events.EventBridgeClient>

async function* busNames({ sdk, client }: EventsScan): AsyncGenerator<string> {
  let next: string | undefined
  do {
    const { EventBuses = [], NextToken } = await client.send(new sdk.ListEventBusesCommand({ Limit, NextToken: next }))
    yield* EventBuses.flatMap(({ Name }) => Name ?? [])
    next = NextToken
  } while (next)
}

/** Without the name of a bus, only the rules of the default one would come. */
async function* rulesOf({ sdk, client, arn }: EventsScan, bus: string) {
  let next: string | undefined
  do {
    const input = { EventBusName: bus, Limit, NextToken: next }
    const { Rules = [], NextToken } = await client.send(new sdk.ListRulesCommand(input))
    yield Rules.map((rule) => ({
      id: rule.Arn ?? arn(bus === 'default' ? `rule/${rule.Name}` : `rule/${bus}/${rule.Name}`),
      name: rule.Name,
      state: rule.State,
      // The service that made it.
      managed: Boolean(rule.ManagedBy),
    }))
    next = NextToken
  } while (next)
}
