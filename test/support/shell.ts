// A shell in memory for commands.

import { Readable } from 'node:stream'
import { runCommand } from '../../server/commands/index.ts'

export async function runInShell(args: readonly string[], env: Readonly<Record<string, string>>) {
  const written = { out: '', err: '' }
  const status = await runCommand(args, {
    stdin: Readable.from([]),
    out: async (text) => {
      written.out += text
    },
    discard: () => {
      written.out = ''
    },
    err: (text) => {
      written.err += text
    },
    colours: false,
    progress: null,
    now: Date.now,
    signal: new AbortController().signal,
    env,
  })
  return { status, ...written }
}
