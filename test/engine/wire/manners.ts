// What every provider answers alike.

import { Empty, make, PluginInfo, rpc, sdkVersion } from './messages.ts'
import type { Handlers } from './serve.ts'

export function manners(pkg: string): Handlers {
  const version = sdkVersion(pkg)
  return {
    attach: () => new Empty(),
    handshake: () => make(rpc.ProviderHandshakeResponse, { AcceptSecrets: true }),
    configure: () => make(rpc.ConfigureResponse, { Acceptsecrets: true, Supportspreview: true }),
    checkConfig: (request) => make(rpc.CheckResponse, { Inputs: request.getNews() }),
    diffConfig: () => make(rpc.DiffResponse, { Changes: rpc.DiffResponse.DiffChanges.DIFF_NONE }),
    getPluginInfo: () => make(PluginInfo, { Version: version }),
    getSchema: () => make(rpc.GetSchemaResponse, { Schema: JSON.stringify({ name: pkg, version }) }),
    // Comes whenever the engine closes one of the instances that share this process: no reason to stop anything.
    cancel: () => new Empty(),
  }
}
