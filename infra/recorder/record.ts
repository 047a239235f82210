// Runs a Pulumi program against the monitor: a graph without engine or cloud.

import * as pulumi from '@pulumi/pulumi'
import * as runtime from '@pulumi/pulumi/runtime/index.js'
import type { Mocks } from '@pulumi/pulumi/runtime/mocks.js'
import { setMockOptions } from '@pulumi/pulumi/runtime/settings.js'
import type { Graph, Run } from './graph.ts'
import { invoke } from './invokes.ts'
import { RecordingMonitor } from './monitor.ts'
import { outputsOf } from './outputs.ts'

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
