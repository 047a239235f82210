// A provider that the engine attaches to, instead of starting a plugin.

import { failure, grpc, type Loose, ResourceProviderService } from './messages.ts'

/** One method of the protocol. What it throws is the error that the user of Pulumi sees. */
export type Handlers = Readonly<Record<string, (request: Loose) => Loose>>
export type Served = { readonly port: number; readonly stop: () => void }

const maxMessageBytes = 400 * 1024 ** 2

/** One server a package: requests about a plugin do not say which package they mean. */
export async function serve(handlers: Handlers): Promise<Served> {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': maxMessageBytes })
  const methods = Object.entries(handlers).map(([name, handler]) => [name, answering(handler)])
  server.addService(ResourceProviderService, Object.fromEntries(methods))
  const credentials = grpc.ServerCredentials.createInsecure()
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error: unknown, bound: number) =>
      error ? reject(error) : resolve(bound),
    ),
  )
  return { port, stop: () => server.forceShutdown() }
}

const answering =
  (handler: (request: Loose) => Loose) =>
  async ({ request }: Loose, reply: (error: unknown, answer?: Loose) => void) => {
    try {
      reply(null, await handler(request))
    } catch (error) {
      const isAnswer = error instanceof Object && 'details' in error
      reply(isAnswer ? error : failure(error instanceof Error ? String(error.stack) : String(error)))
    }
  }
