// An instance as far as its boot script sees one: a root of its own in which AWS, Docker and systemd are stand-ins.

import { execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const here = import.meta.dirname
const programs = ['aws', 'curl', 'dnf', 'docker', 'logger', 'mount', 'sleep', 'systemctl']
const agentControl = '/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl'

export type Plan = {
  /** By the beginning of a call, how often it fails before it succeeds. */
  readonly failures?: Readonly<Record<string, number>>
  readonly settings?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  /** What the metadata say, one after the other. */
  readonly targetStates?: readonly string[]
  /** What the group says. */
  readonly groupStates?: readonly string[]
}

export type Ran = { readonly status: number; readonly output: string }

export class Instance {
  readonly root = mkdtempSync(join(tmpdir(), 'tagwarden-instance-'))

  constructor(script: string, plan: Plan, parameterPath: string) {
    for (const folder of ['standins', 'log', 'etc', 'run', 'tmp', join(agentControl, '..')])
      mkdirSync(this.at(folder), { recursive: true })
    copyFileSync(join(here, 'standin.sh'), this.at('standins/standin'))
    for (const program of programs) symlinkSync('standin', this.at(`standins/${program}`))
    symlinkSync('/standins/standin', this.at(agentControl))
    copyFileSync('/etc/passwd', this.at('etc/passwd'))
    writeFileSync(this.at('user-data'), script)
    this.write(plan, parameterPath)
  }

  at = (path: string): string => join(this.root, path)
  has = (path: string): boolean => existsSync(this.at(path))
  read = (path: string): string => readFileSync(this.at(path), 'utf8')

  boot = (): Promise<Ran> => this.run('bash', '/user-data')

  run = (...command: readonly string[]): Promise<Ran> =>
    new Promise((done) => {
      const args = ['--mount', '--propagation', 'private', 'bash', join(here, 'inside.sh'), this.root, ...command]
      execFile('unshare', args, (error, stdout, stderr) => {
        const status = error === null ? 0 : Number(error.code ?? 1)
        done({ status, output: stdout + stderr })
      })
    })

  /** Every call of a stand-in so far, in order, as words. */
  calls = (): string[][] => lines(this.read('log/calls')).map((line) => line.split('\x1f').slice(0, -1))
  /** The calls that begin so, as one text each. */
  called = (prefix: string): string[] =>
    this.calls()
      .map((words) => words.join(' '))
      .filter((call) => call.startsWith(prefix))
  journal = (): string[] => (this.has('log/journal') ? lines(this.read('log/journal')) : [])

  private write({ failures = {}, settings = plain, secrets, ...states }: Plan, parameterPath: string): void {
    for (const folder of ['plan/failures', 'plan/secrets']) mkdirSync(this.at(folder), { recursive: true })
    const put = (name: string, text: string) => writeFileSync(this.at(`plan/${name}`), `${text}\n`)
    for (const [call, times] of Object.entries(failures)) put(`failures/${call}`, String(times))
    for (const [arn, value] of Object.entries({ ...sampleSecrets, ...secrets })) put(`secrets/${arn}`, value)
    const Parameters = Object.entries(settings).map(([name, Value]) => ({ Name: `${parameterPath}${name}`, Value }))
    put('settings.json', JSON.stringify({ Parameters }))
    put('target-states', (states.targetStates ?? ['InService']).join('\n'))
    put('group-states', (states.groupStates ?? ['InService']).join('\n'))
  }

  remove = (): void => rmSync(this.root, { recursive: true })
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '')

const plain = { HOST: '0.0.0.0', PORT: '8000' }

/** With everything that a shell, an env file or a URL could trip over. */
export const sampleSecrets = {
  'arn:of:database': `postgres://server:p'a"s$s\\nw{o}r#d @database.internal:5432/tagwarden`,
  'arn:of:redis': 'rediss://server:`id`$(id)!%41@cache.internal:6379/0',
  'arn:of:hashes': 'first:sha256:00ff,second:sha256:11ee',
  'arn:of:owner': JSON.stringify({ username: 'owner', password: `own"er's = #$HOME\\` }),
}
