// A monitor that writes down every registration.

import { MockMonitor } from '@pulumi/pulumi/runtime/mocks.js'
import type { Json, Node } from './graph.ts'

/** The monitor's protocol messages, as far as they are read here; the SDK declares none of them. */
type Request = {
  getType(): string
  getName(): string
  getParent(): string
  getCustom(): boolean
  getProvider(): string
  getProvidersMap(): { toObject(): [string, string][] }
  getProtect(): boolean
  getRetainondelete(): boolean
  getIgnorechangesList(): string[]
  getDependenciesList(): string[]
  getPropertydependenciesMap(): { entries(): Iterable<[string, { getUrnsList(): string[] }]> }
  getAliasesList(): { getUrn(): string; getSpec(): { getName(): string } | undefined }[]
  getAdditionalsecretoutputsList(): string[]
  getObject(): { toJavaScript(): Record<string, Json> } | undefined
}
type OutputsRequest = {
  getUrn(): string
  getOutputs(): { toJavaScript(): Record<string, Json> } | undefined
}
type Callback = (error: unknown, answer: { getUrn(): string }) => void

export class RecordingMonitor extends MockMonitor {
  readonly nodes: Node[] = []
  readonly registered = new Map<string, Record<string, Json>>()
  /** By type and name, the outputs that the SDK asks the engine to keep secret. */
  readonly secret = new Map<string, readonly string[]>()

  override async registerResource(request: Request, callback: Callback): Promise<void> {
    this.secret.set(`${request.getType()} ${request.getName()}`, request.getAdditionalsecretoutputsList())
    await super.registerResource(request, (error, answer) => {
      if (!error) this.nodes.push(nodeOf(request, answer.getUrn()))
      callback(error, answer)
    })
  }

  override registerResourceOutputs(request: OutputsRequest, callback: Callback): void {
    this.registered.set(request.getUrn(), request.getOutputs()?.toJavaScript() ?? {})
    super.registerResourceOutputs(request, callback)
  }
}

function nodeOf(request: Request, urn: string): Node {
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    custom: request.getCustom(),
    provider: request.getProvider(),
    providers: request
      .getProvidersMap()
      .toObject()
      .map(([name]) => name),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    dependencies: request.getDependenciesList(),
    sources: Object.fromEntries(
      Array.from(request.getPropertydependenciesMap().entries(), ([input, source]) => [input, source.getUrnsList()]),
    ),
    aliases: request.getAliasesList().filter((alias) => alias.getUrn() || alias.getSpec()?.getName()).length,
    inputs: request.getObject()?.toJavaScript() ?? {},
  }
}
