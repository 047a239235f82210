// The process of the command line: arguments and streams in, an exit status out.

import { exit, type Shell } from './commands/command.ts'
import { runCommand } from './commands/index.ts'

const stop = new AbortController()
process.once('SIGINT', () => {
  stop.abort()
  clearProgress()
  quit(130)
})
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`| head`) is no error of ours.
    if (error.code === 'EPIPE') quit(141)
    process.stderr.write(`Cannot write the result: the system says ${error.code}.\nCheck the disk or the pipe.\n`)
    quit(exit.badInput)
  })
}

const isTerminal = process.stdout.isTTY === true
let hasWritten = false
let pending = ''
const flushAt = 64 * 1024

async function out(text: string): Promise<void> {
  pending += text
  if (pending.length >= flushAt) await flush()
}

async function flush(): Promise<void> {
  const text = pending
  pending = ''
  if (text === '') return
  clearProgress()
  hasWritten = true
  await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()))
}

function quit(status: number): never {
  process.exit(status)
}

let isProgressShown = false

/** Cut to the width of the terminal: a line that wraps cannot be overwritten. */
function showProgress(line: string): void {
  // The result on the same terminal shows the progress itself, and must not be overwritten.
  if (isTerminal && hasWritten) return
  process.stderr.write(`\r\u001b[K${line.slice(0, process.stderr.columns - 1)}`)
  isProgressShown = line !== ''
}

function clearProgress(): void {
  if (isProgressShown) showProgress('')
}

const shell: Shell = {
  stdin: process.stdin,
  stdout: process.stdout,
  out,
  discard: () => {
    pending = ''
  },
  err: (text) => process.stderr.write(text),
  colours: isTerminal && !process.env.NO_COLOR,
  progress: process.stderr.isTTY === true ? showProgress : null,
  now: Date.now,
  signal: stop.signal,
  env: process.env,
  // On demand: most commands need no server.
  askServer: async (dataDir, path) => (await import('./backend.ts')).askServer(dataDir, path, stop.signal),
  openBackend: async () => (await import('./backend.ts')).openBackend(process.env),
}

const status = await runCommand(process.argv.slice(2), shell)
await flush()
process.exitCode = status
