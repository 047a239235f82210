// A stack of its own in a cloud of its own, in which things may go wrong.

import { afterAll, beforeAll, describe } from 'vitest'
import { Lab } from './lab.ts'
import { find, missing, without } from './programs.ts'
import type { Change } from './standin/cloud.ts'
import { type Standin, startStandin } from './standin/standin.ts'
import type { Loose } from './wire/messages.ts'

export type Setting = {
  readonly packages: readonly string[]
  readonly stack: string
  readonly settings: Readonly<Record<string, unknown>>
}

/** Its tests share one stage, in order; without an engine they are skipped. */
export function describeOnStage(title: string, setting: Setting, tests: (stage: () => Stage) => void): void {
  describe.skipIf(without(title, missing({ pulumi: find('pulumi') })))(title, () => {
    let stage: Stage
    beforeAll(async () => {
      stage = await Stage.open(setting)
    })
    afterAll(() => stage?.close())
    tests(() => stage)
  })
}

export class Stage {
  readonly lab: Lab
  readonly standin: Standin

  private constructor(lab: Lab, standin: Standin) {
    this.lab = lab
    this.standin = standin
  }

  static async open({ packages, stack, settings }: Setting): Promise<Stage> {
    const standin = await startStandin(packages, undefined)
    return new Stage(await Lab.open({ stack, ports: standin.ports }, settings), standin)
  }

  close(): void {
    this.lab.close()
    this.standin.stop()
  }

  async since(run: () => Promise<unknown>): Promise<readonly Change[]> {
    const mark = this.standin.cloud.changes.length
    await run()
    return this.standin.cloud.changes.slice(mark)
  }

  /** What exists, by type and id. */
  existing = (): string[] => [...this.standin.cloud.entries.keys()].toSorted()

  /** What the state says exists. */
  async owned(): Promise<string[]> {
    const { resources = [] } = await this.lab.state()
    const made = resources.filter(({ custom, type }: Loose) => custom && !type.startsWith('pulumi:'))
    return made.map(({ type, id }: Loose) => `${type} ${id}`).toSorted()
  }

  /** Names of what was made more than once. */
  repeated(): string[] {
    const created = this.standin.cloud.changes.filter(({ verb }) => verb === 'create').map(({ name }) => name)
    return created.filter((name, position) => created.indexOf(name) !== position)
  }

  /** Ends it outright while it does something to the resource of that name, which the cloud then finishes. */
  async killWhile(name: string, ...args: string[]): Promise<void> {
    const { begun, release } = this.standin.mishaps.hold(name)
    const running = this.lab.begin(...args)
    await running.until(begun)
    await running.kill()
    release()
  }
}
