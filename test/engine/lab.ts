// A project folder, a backend and a stack of its own, and the real engine to run on them.

import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { type Ran, Running } from './running.ts'
import type { Loose } from './wire/messages.ts'

const repository = new URL('../..', import.meta.url).pathname
/** What the engine reads; the rest of the program is found by following the links. */
const copied = ['Pulumi.yaml', 'package.json']
const linked = ['node_modules', 'stacks', 'components', 'server', 'policies', 'Dockerfile', '.dockerignore']

type Options = {
  readonly stack: string
  readonly ports: Readonly<Record<string, number>>
  /** Folder of the Node that runs the program; otherwise the Node of this process. */
  readonly nodeFolder?: string
}

export class Lab {
  private readonly root = mkdtempSync(join(tmpdir(), 'tagwarden-engine-'))
  private readonly project = join(this.root, 'project')
  private readonly backend = join(this.root, 'backend')
  private readonly options: Options

  private constructor(options: Options) {
    this.options = options
    mkdirSync(this.project)
    mkdirSync(this.backend)
  }

  static async open(options: Options, settings: Readonly<Record<string, unknown>>): Promise<Lab> {
    const lab = new Lab(options)
    for (const file of copied) copyFileSync(join(repository, file), join(lab.project, file))
    for (const name of linked) lab.link(name)
    await lab.must('stack', 'init', options.stack)
    lab.set(settings)
    return lab
  }

  /** Somebody else's project: these files, and the packages of this repository. */
  static async openOther(options: Options, files: Readonly<Record<string, string>>): Promise<Lab> {
    const lab = new Lab(options)
    for (const [name, text] of Object.entries(files)) lab.write(name, text)
    lab.link('node_modules')
    await lab.must('stack', 'init', options.stack)
    return lab
  }

  private link = (name: string): void => symlinkSync(join(repository, name), join(this.project, name))

  /** Returns where it is. */
  write(name: string, text: string): string {
    const path = join(this.project, name)
    writeFileSync(path, text)
    return path
  }

  close = (): void => rmSync(this.root, { recursive: true })

  /** As `pulumi config set` would write it, for the settings that are given. */
  set(settings: Readonly<Record<string, unknown>>): void {
    const file = join(this.project, `Pulumi.${this.options.stack}.yaml`)
    const { config, ...rest } = parse(readFileSync(file, 'utf8'))
    writeFileSync(file, stringify({ ...rest, config: { ...config, ...settings } }))
  }

  run = (...args: string[]): Promise<Ran> => this.begin(...args).done

  runWithPassphrase = (passphrase: string, ...args: string[]): Promise<Ran> =>
    this.start('pulumi', [...args, '--non-interactive'], { PULUMI_CONFIG_PASSPHRASE: passphrase }).done

  /** Comes back at once. */
  begin = (...args: string[]): Running => this.start('pulumi', [...args, '--non-interactive'])

  /** As the documentation says for a machine with an older Node. */
  runByNpm = (...args: string[]): Promise<Ran> =>
    this.start('npm', ['run', '-s', 'pulumi', '--', ...args, '--non-interactive']).done

  private start = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running =>
    new Running(program, args, { cwd: this.project, env: { ...this.environment(), ...env } })

  /** What it printed; a failure of the engine fails the test with its own words. */
  async must(...args: string[]): Promise<string> {
    const { code, out } = await this.run(...args)
    if (code !== 0) throw new Error(`pulumi ${args.join(' ')}: exit ${code}\n${out}`)
    return out
  }

  up = (...args: string[]): Promise<string> => this.must('up', '--yes', '--skip-preview', ...args)

  /** How many resources it would create, update and so on. */
  async previewed(): Promise<Readonly<Record<string, number>>> {
    const { code, out } = await this.run('preview', '--json')
    const { changeSummary, diagnostics } = JSON.parse(out)
    if (code !== 0) throw new Error(diagnostics.map(({ message }: Loose) => message).join(''))
    return changeSummary
  }

  async state(): Promise<Loose> {
    return JSON.parse(await this.must('stack', 'export')).deployment
  }

  async urnOf(name: string): Promise<string> {
    const { resources } = await this.state()
    return resources.find(({ urn, custom }: Loose) => custom && urn.endsWith(`::${name}`)).urn
  }

  async outputs(): Promise<Loose> {
    return JSON.parse(await this.must('stack', 'output', '--json', '--show-secrets'))
  }

  /** All that the backend keeps: the state, its backups and the history. */
  stored(): string {
    const files = readdirSync(this.backend, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.json'),
    )
    return files.map((file) => readFileSync(join(this.backend, file), 'utf8')).join('\n')
  }

  private environment(): NodeJS.ProcessEnv {
    const { ports, nodeFolder = dirname(process.execPath) } = this.options
    return {
      ...process.env,
      PATH: [nodeFolder, process.env.PATH].join(delimiter),
      PULUMI_BACKEND_URL: `file://${this.backend}`,
      PULUMI_HOME: join(this.root, 'home'),
      PULUMI_CONFIG_PASSPHRASE: 'of this test',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      PULUMI_DEBUG_PROVIDERS: Object.entries(ports)
        .map(([pkg, port]) => `${pkg}:${port}`)
        .join(','),
      NO_COLOR: '1',
    }
  }
}
