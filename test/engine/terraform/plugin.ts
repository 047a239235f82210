// A Terraform provider as a child process, spoken to in its own protocol.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { failure, grpc, type Loose, protoLoader } from '../wire/messages.ts'

export type Plugin = {
  /** Fails with what the plugin finds wrong. */
  readonly send: (method: string, message: object) => Promise<Loose>
  /** Returns that instead: something may have been made all the same. */
  readonly attempt: (method: string, message: object) => Promise<{ readonly answer: Loose; readonly faults: string }>
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
  const attempt: Plugin['attempt'] = (method, message) =>
    new Promise((resolve, reject) =>
      client[method](message, (error: unknown, answer: Loose) =>
        error ? reject(error) : resolve({ answer, faults: faultsOf(answer) }),
      ),
    )
  const send: Plugin['send'] = async (method, message) => {
    const { answer, faults } = await attempt(method, message)
    if (faults !== '') throw failure(faults)
    return answer
  }
  const stop = async () => {
    client.close()
    const gone = once(child, 'exit')
    child.kill()
    await gone
  }
  return { send, attempt, stop }
}

const faultsOf = ({ diagnostics = [] }: Loose): string =>
  diagnostics
    .filter(({ severity }: Loose) => severity === 'ERROR')
    .map(({ summary, detail }: Loose) => `${summary} ${detail}`.trim())
    .join('; ')
