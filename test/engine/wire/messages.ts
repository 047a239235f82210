// Pulumi's wire format: protobuf and gRPC, both the SDK's own copies, because messages of another copy are not accepted.

import { createRequire } from 'node:module'

/** What comes over the wire has no type; whoever reads it says what is expected. */
// biome-ignore lint/suspicious/noExplicitAny: the SDK declares none of its generated messages
export type Loose = any
export type Props = Record<string, Loose>

const fromHere = createRequire(import.meta.url)
const fromSdk = createRequire(fromHere.resolve('@pulumi/pulumi'))
const messages = (name: string): Loose => fromSdk(`@pulumi/pulumi/proto/${name}`)
const protobuf = (name: string): Loose => fromSdk(`google-protobuf/google/protobuf/${name}_pb`)

export const grpc: Loose = fromSdk('@grpc/grpc-js')
/** Reads `.proto` files; a dependency of gRPC, not of ours. */
export const protoLoader: Loose = createRequire(fromSdk.resolve('@grpc/grpc-js'))('@grpc/proto-loader')
export const rpc = messages('provider_pb')
export const { ResourceProviderService } = messages('provider_grpc_pb')
export const { PluginInfo } = messages('plugin_pb')
export const { RegisterResourceRequest, RegisterResourceOutputsRequest } = messages('resource_pb')
export const { ResourceMonitorClient } = messages('resource_grpc_pb')
export const { Empty } = protobuf('empty')
export const { Struct } = protobuf('struct')
const { Any } = protobuf('any')
const { Status } = messages('status_pb')

/** `make(Reply, { Id: 'x' })` is `new Reply()` and then `setId('x')`. */
export function make(Message: Loose, fields: Props = {}): Loose {
  const message = new Message()
  for (const [name, value] of Object.entries(fields)) message[`set${name}`](value)
  return message
}

/** An error that the engine shows as it is. */
export const failure = (message: string) => ({ code: grpc.status.UNKNOWN, details: message, message })

type Made = { readonly id: string; readonly inputs: Loose; readonly outputs: Loose }

/** An error that tells the engine all the same what was made; inputs and outputs as they travel. */
export function notReady(message: string, { id, inputs, outputs }: Made) {
  const fields = { Id: id, Inputs: inputs, Properties: outputs, ReasonsList: [message] }
  const detail = new Any()
  detail.pack(make(rpc.ErrorResourceInitFailed, fields).serializeBinary(), 'pulumirpc.ErrorResourceInitFailed')
  const status = make(Status, { Code: grpc.status.UNKNOWN, Message: message, DetailsList: [detail] })
  const metadata = new grpc.Metadata()
  metadata.set('grpc-status-details-bin', Buffer.from(status.serializeBinary()))
  return { ...failure(message), metadata }
}

/** The engine warns when a provider is older than the SDK that asks for it. */
export const sdkVersion = (pkg: string): string => fromHere(`@pulumi/${pkg}/package.json`).version
