// A Terraform provider as a child process, spoken to in its own protocol.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { failure, grpc, type Loose, protoLoader } from '../wire/messages.ts'

export type Plugin = {
  readonly send: (method: string, message: object) => Promise<Loose>
  readonly stop: () => Promise<void>
}

/** Terraform's handshake: a public constant, so that nobody starts a plugin by hand. */
const cookie = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2'

/** `protocol`: the file that describes protocol 6. */
export async function startPlugin(binary: string, protocol: string, env: NodeJS.ProcessEnv): Promise<Plugin> {
  const child = spawn(binary, {
    env: { ...process.env, ...env, TF_PLUGIN_MAGIC_COOKIE: cookie, PLUGIN_PROTOCOL_VERSIONS: '6' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [greeting] = await once(child.stdout, 'data')
  const address = String(greeting).split('|')[3]
  const definition = protoLoader.loadSync(protocol, { keepCase: true, enums: String, defaults: true })
  const { Provider } = grpc.loadPackageDefinition(definition).tfplugin6
  const client = new Provider(`unix:${address}`, grpc.credentials.createInsecure())
  const send = (method: string, message: object) =>
    new Promise<Loose>((resolve, reject) =>
      client[method](message, (error: unknown, answer: Loose) => {
        const faults = error ? [] : faultsOf(answer)
        if (error) reject(error)
        else if (faults.length > 0) reject(failure(faults.join('; ')))
        else resolve(answer)
      }),
    )
  const stop = async () => {
    client.close()
    const gone = once(child, 'exit')
    child.kill()
    await gone
  }
  return { send, stop }
}

const faultsOf = ({ diagnostics = [] }: Loose): string[] =>
  diagnostics
    .filter(({ severity }: Loose) => severity === 'ERROR')
    .map(({ summary, detail }: Loose) => `${summary} ${detail}`.trim())
