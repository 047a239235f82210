// A Docker engine of its own, in a network namespace of its own: neither bridges nor firewall rules leave it.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const maxBuffer = 16 * 1024 ** 2

export class PrivateDocker {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tagwarden-dockerd-'))
  readonly host = `unix://${this.folder}/socket`
  private readonly pidFile = join(this.folder, 'pid')
  private daemon: ReturnType<typeof spawn> | undefined

  static async start(): Promise<PrivateDocker> {
    const engine = new PrivateDocker()
    const { folder, host, pidFile } = engine
    // An empty configuration keeps the machine's own out.
    writeFileSync(join(folder, 'config.json'), '{}')
    const log = openSync(join(folder, 'log'), 'w')
    const at = (name: string) => join(folder, name)
    const dockerd = `exec dockerd --config-file ${at('config.json')} --data-root ${at('data')} --exec-root ${at('exec')} \
      -H ${host} --pidfile ${pidFile} --oom-score-adjust 0 --exec-opt native.cgroupdriver=cgroupfs`
    engine.daemon = spawn('unshare', ['-n', 'sh', '-c', `ip link set lo up; ${dockerd}`], {
      stdio: ['ignore', log, log],
    })
    await engine.ready()
    return engine
  }

  docker = async (...args: string[]): Promise<string> =>
    (await run('docker', ['-H', this.host, ...args], { maxBuffer })).stdout.trim()

  /** Before Docker 25, whose API is 1.44. */
  isOld = async (): Promise<boolean> =>
    Number((await this.docker('version', '--format', '{{.Server.APIVersion}}')).replace('1.', '')) < 44

  /** Runs a program of this machine on the network of the engine. */
  inside = async (program: string, args: readonly string[]): Promise<string> => {
    const pid = readFileSync(this.pidFile, 'utf8').trim()
    return (await run('nsenter', ['-t', pid, '-n', program, ...args], { maxBuffer })).stdout
  }

  /** The same, for as long as it runs. */
  startInside = (program: string, args: readonly string[]) =>
    spawn('nsenter', ['-t', readFileSync(this.pidFile, 'utf8').trim(), '-n', program, ...args], { stdio: 'ignore' })

  async stop(): Promise<void> {
    const left = (await this.docker('ps', '-aq')).split('\n').filter(Boolean)
    if (left.length > 0) await this.docker('rm', '-fv', ...left)
    if (this.daemon?.exitCode === null) {
      const gone = once(this.daemon, 'exit')
      this.daemon.kill()
      await gone
    }
    for (const mount of this.mounts()) await run('umount', ['-l', mount])
    rmSync(this.folder, { recursive: true, force: true })
  }

  private async ready(): Promise<void> {
    for (let tries = 0; tries < 240; tries += 1) {
      if (this.daemon?.exitCode !== null) break
      if (existsSync(this.pidFile) && (await this.docker('version').catch(() => ''))) return
      await wait(250)
    }
    throw new Error(`dockerd does not start:\n${readFileSync(join(this.folder, 'log'), 'utf8').slice(-2000)}`)
  }

  private mounts(): string[] {
    const points = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[4] ?? '')
    return points
      .filter((point) => point.startsWith(`${this.folder}/`))
      .toSorted()
      .reverse()
  }
}
