// A shell in memory: runs a command as a terminal would, and says what came out.

import { PassThrough, Readable } from 'node:stream'
import { askServer, openBackend } from '../../server/backend.ts'
import { runCommand } from '../../server/commands/index.ts'
import { now as moment } from './builders.ts'

export type Ran = { readonly status: number; readonly out: string; readonly err: string }

export type ShellOptions = {
  readonly stdin?: string | Buffer
  readonly colours?: boolean
  readonly env?: Readonly<Record<string, string>>
  readonly now?: number
}

export async function run(args: readonly string[], options: ShellOptions = {}): Promise<Ran> {
  const { stdin = '', colours = false, env = {}, now = moment } = options
  let out = ''
  let err = ''
  const status = await runCommand(args, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: new PassThrough(),
    out: async (text) => {
      out += text
    },
    discard: () => {
      out = ''
    },
    err: (text) => {
      err += text
    },
    colours,
    progress: null,
    now: () => now,
    signal: new AbortController().signal,
    env,
    askServer: (dataDir, path) => askServer(dataDir, path, new AbortController().signal),
    openBackend: () => openBackend(env),
  })
  return { status, out, err }
}
