// Providers for programs that are only previewed: whatever is asked for could be made.

import { Empty, make, PluginInfo, rpc } from '../wire/messages.ts'
import { type Handlers, serve } from '../wire/serve.ts'

export type Obliging = { readonly ports: Readonly<Record<string, number>>; readonly stop: () => void }

const handlers: Handlers = {
  attach: () => new Empty(),
  handshake: () => make(rpc.ProviderHandshakeResponse, { AcceptSecrets: true }),
  configure: () => make(rpc.ConfigureResponse, { Acceptsecrets: true, Supportspreview: true }),
  checkConfig: (request) => make(rpc.CheckResponse, { Inputs: request.getNews() }),
  check: (request) => make(rpc.CheckResponse, { Inputs: request.getNews() }),
  create: (request) => make(rpc.CreateResponse, { Properties: request.getProperties() }),
  getPluginInfo: () => make(PluginInfo, { Version: '1.0.0' }),
  cancel: () => new Empty(),
}

export async function startObliging(packages: readonly string[]): Promise<Obliging> {
  const served = await Promise.all(packages.map(async (pkg) => ({ pkg, ...(await serve(handlers)) })))
  return {
    ports: Object.fromEntries(served.map(({ pkg, port }) => [pkg, port])),
    stop: () => {
      for (const { stop } of served) stop()
    },
  }
}
