// Runs a Pulumi program against a monitor that writes down every registration: a graph without engine or cloud.

import * as pulumi from '@pulumi/pulumi'
import * as runtime from '@pulumi/pulumi/runtime/index.js'
import { MockMonitor, type Mocks } from '@pulumi/pulumi/runtime/mocks.js'
import { setMockOptions } from '@pulumi/pulumi/runtime/settings.js'
import { invoke } from './invokes.ts'
import { outputsOf } from './outputs.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type Node = {
  readonly urn: string
  readonly type: string
  readonly name: string
  readonly parent: string
  readonly custom: boolean
  readonly provider: string
  readonly providers: readonly string[]
  readonly protect: boolean
  readonly retainOnDelete: boolean
  readonly ignoreChanges: readonly string[]
  readonly dependencies: readonly string[]
  /** By input, the URNs of what its value comes from. */
  readonly sources: Readonly<Record<string, readonly string[]>>
  /** Former names; the SDK's own, about former types, are not counted. */
  readonly aliases: number
  /** As the engine gets them: secrets marked, unknowns as their sentinel. */
  readonly inputs: { readonly [key: string]: Json }
}

export type Graph = {
  readonly nodes: readonly Node[]
  /** By URN, what each component registered. */
  readonly registered: ReadonlyMap<string, { readonly [key: string]: Json }>
  /** What the program printed, by name, in the clear; undefined in a preview where it is not known. */
  readonly values: { readonly [key: string]: unknown }
  readonly secretOutputs: readonly string[]
  readonly warnings: readonly string[]
}

export type Run = {
  readonly stack: string
  readonly config: Readonly<Record<string, string>>
  readonly preview: boolean
}

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

class RecordingMonitor extends MockMonitor {
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

/** One at a time: the SDK keeps the program it runs in global state. */
export async function record(run: Run, program: () => Promise<object>): Promise<Graph> {
  const mocks: Mocks = {
    newResource: ({ type, name, inputs, custom }) => {
      const made = custom || type.startsWith('awsx:') ? outputsOf(type, name, inputs) : {}
      if (run.preview) return { id: undefined, state: inputs }
      const secret = monitor.secret.get(`${type} ${name}`) ?? []
      return { id: String(made.id ?? `${name}-id`), state: { ...inputs, ...withSecrets(made, secret) } }
    },
    call: ({ token, inputs }) => invoke(token, inputs),
  }
  await runtime.setMocks(mocks, 'tagwarden', run.stack, run.preview)
  const monitor = new RecordingMonitor(mocks)
  setMockOptions(monitor, 'tagwarden', run.stack, run.preview)
  runtime.setAllConfig({ ...run.config })
  const { outputs, warnings } = await listening(() => runAll(program))
  return Object.freeze({
    nodes: Object.freeze(monitor.nodes),
    registered: monitor.registered,
    ...outputs,
    warnings,
  })
}

const withSecrets = (made: Record<string, unknown>, secret: readonly string[]) =>
  Object.fromEntries(
    Object.entries(made).map(([name, value]) => [name, secret.includes(name) ? pulumi.secret(value) : value]),
  )

async function runAll(program: () => Promise<object>) {
  const printed: Record<string, pulumi.Output<unknown>> = {}
  const failures: unknown[] = []
  await runtime.runInPulumiStack(async () => {
    // The SDK keeps promises of its own about a program that fails, and nobody would ever catch them.
    const made = await program().catch((error) => {
      failures.push(error)
      return {}
    })
    for (const [name, value] of Object.entries(made)) printed[name] = pulumi.output(value)
    return made
  })
  await runtime.disconnect()
  if (failures.length > 0) throw failures[0]
  const entries = await Promise.all(
    Object.entries(printed).map(async ([name, output]) => ({
      name,
      value: await settled(output),
      secret: await pulumi.isSecret(output),
    })),
  )
  return {
    outputs: {
      values: Object.fromEntries(entries.map(({ name, value }) => [name, value])),
      secretOutputs: entries.filter(({ secret }) => secret).map(({ name }) => name),
    },
  }
}

/** An Output's promise is internal to the SDK, and the only way to wait for one outside a program. */
const settled = (output: pulumi.Output<unknown>): Promise<unknown> =>
  (output as unknown as { promise(withUnknowns?: boolean): Promise<unknown> }).promise(false)

async function listening<T extends object>(run: () => Promise<T>): Promise<T & { warnings: string[] }> {
  const warnings: string[] = []
  const { warn } = console
  console.warn = (...words: unknown[]) => warnings.push(words.map(String).join(' '))
  try {
    return { ...(await run()), warnings }
  } finally {
    console.warn = warn
  }
}
