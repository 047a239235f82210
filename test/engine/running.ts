// A program that runs, and what may happen to it meanwhile.

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Ran = { readonly code: number | null; readonly out: string }

export class Running {
  /** When it has ended, and so have all who write where it writes. */
  readonly done: Promise<Ran>
  private readonly child: ChildProcess
  private out = ''

  constructor(program: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.out += text))
    this.done = new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, out: this.out }))
    })
  }

  /** Fails when it ends before that. */
  async until(event: Promise<void>): Promise<void> {
    const early = async () => Promise.reject(new Error(`it has ended:\n${(await this.done).out}`))
    await Promise.race([event, early()])
  }

  /** As Ctrl-C does; returns when it says that it has heard. */
  async interrupt(): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      for (const stream of [this.child.stdout, this.child.stderr])
        stream?.on('data', () => this.out.includes('^C received') && resolve())
    })
    this.child.kill('SIGINT')
    await heard
  }

  /** Outright. Those it had started are ended too: they would wait for it for ever. */
  async kill(): Promise<void> {
    const left = await descendantsOf(this.child.pid)
    this.child.kill('SIGKILL')
    for (const pid of left) endIfThere(pid)
    await this.done
  }
}

async function descendantsOf(pid: number | undefined): Promise<readonly number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
  const all = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  const below = (parent: number | undefined): number[] =>
    all.filter(([, of]) => of === parent).flatMap(([child = 0]) => [child, ...below(child)])
  return below(pid)
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
