// The process of the command line: arguments and streams in, an exit status out.

import type { Shell } from './commands/command.ts'
import { runCommand } from './commands/index.ts'

const stop = new AbortController()
process.once('SIGINT', () => {
  stop.abort()
  quit(130)
})
// A reader that has seen enough (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') quit(141)
  throw error
})

let pending = ''
const flushAt = 64 * 1024

async function out(text: string): Promise<void> {
  pending += text
  if (pending.length >= flushAt) await flush()
}

async function flush(): Promise<void> {
  const text = pending
  pending = ''
  if (text !== '') await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()))
}

function quit(status: number): never {
  process.exit(status)
}

const isTerminal = process.stdout.isTTY === true
const shell: Shell = {
  stdin: process.stdin,
  out,
  discard: () => {
    pending = ''
  },
  err: (text) => process.stderr.write(text),
  colours: isTerminal && !process.env.NO_COLOR,
  progress: process.stderr.isTTY === true ? (line) => process.stderr.write(`\r\u001b[K${line}`) : null,
  now: Date.now,
  signal: stop.signal,
  env: process.env,
}

const status = await runCommand(process.argv.slice(2), shell)
await flush()
process.exitCode = status
