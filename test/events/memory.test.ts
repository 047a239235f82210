import { memoryEvents } from '../../server/events/memory.ts'
import { eventsContract } from '../contracts/events.ts'

eventsContract('the events in memory', async () => memoryEvents(() => {}))
