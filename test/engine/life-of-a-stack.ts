// What every stack goes through on the real engine, from its first preview to its end.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildGraph } from '../../infra/recorder/stacks.ts'
import { dataResources } from './data-resources.ts'
import { Lab } from './lab.ts'
import { find, missing, without } from './programs.ts'
import type { Change } from './standin/cloud.ts'
import { type Standin, startStandin } from './standin/standin.ts'

type Settings = Readonly<Record<string, unknown>>
export type Life = {
  readonly packages: readonly string[]
  readonly stack: string
  readonly settings: Settings
  /** By name: what is set. What it changes is the file of that name in expected/. */
  readonly changes: Readonly<Record<string, Settings>>
  /** Protected by hand, where the stack protects nothing. */
  readonly protect?: string
  /** Left behind by a destroy. */
  readonly kept: readonly string[]
}

export function describeLife(title: string, life: Life): void {
  const schemaReader = find('provider-schemas')
  const skipped = without(title, missing({ pulumi: find('pulumi') }))
  if (!skipped) without(`${title}, inputs against schemas`, missing({ 'provider-schemas': schemaReader }))

  describe.skipIf(skipped)(title, () => {
    let standin: Standin
    let lab: Lab
    beforeAll(async () => {
      standin = await startStandin(life.packages, schemaReader)
      lab = await Lab.open({ stack: life.stack, ports: standin.ports }, life.settings)
    })
    afterAll(() => {
      lab?.close()
      standin?.stop()
    })
    const since = async (run: () => Promise<unknown>): Promise<readonly Change[]> => {
      const mark = standin.cloud.changes.length
      await run()
      return standin.cloud.changes.slice(mark)
    }

    test('a preview makes nothing, and shows what up then makes', async () => {
      const { create } = await lab.previewed()
      expect(standin.cloud.entries.size).toBe(0)
      expect(await lab.up()).toContain(`+ ${create} created`)
    })
    test('a second up changes nothing', async () => {
      expect(await since(() => lab.up('--expect-no-changes'))).toEqual([])
    })
    test('a refresh finds nothing changed', async () => {
      await lab.must('refresh', '--yes', '--skip-preview', '--expect-no-changes')
    })
    test('the engine sees the costs that are seen without it', async () => {
      const settings = Object.entries(life.settings).map(([name, value]) => [name, asText(value)])
      const { values } = await buildGraph({ stack: life.stack, settings: Object.fromEntries(settings) }, 'up')
      expect((await lab.outputs()).estimatedMonthlyCost).toBe(values.estimatedMonthlyCost)
    })
    test.each(Object.entries(life.changes))(
      'another %s changes what was reviewed, and no data',
      async (name, settings) => {
        lab.set(settings)
        const done = await since(() => lab.up())
        const remade = done.filter((change) => change.verb !== 'update' && dataResources.includes(change.name))
        expect(remade).toEqual([])
        await expect(listed(done)).toMatchFileSnapshot(`expected/${title}-${name}.txt`.replaceAll(' ', '-'))
        await lab.up('--expect-no-changes')
      },
    )
    test('[N13] no secret is plain in the state, its backups and the history', async () => {
      const { apiKey } = await lab.outputs()
      expect(apiKey).toMatch(/^tw_plain-/)
      expect(lab.stored()).toContain('"ciphertext"')
      expect(lab.stored()).not.toMatch(/plain-|-in-clear/)
    })
    test('destroy refuses while something is protected, and touches nothing', async () => {
      if (life.protect) await lab.must('state', 'protect', '--yes', await lab.urnOf(life.protect))
      const before = standin.cloud.changes.length
      const { code, out } = await lab.run('destroy', '--yes')
      expect(code).not.toBe(0)
      expect(out).toContain('protected')
      expect(standin.cloud.changes).toHaveLength(before)
    })
    test('unprotected, destroy removes everything but what is kept', async () => {
      await lab.must('state', 'unprotect', '--all', '--yes')
      await lab.must('destroy', '--yes')
      const left = [...standin.cloud.entries.values()].map(({ name }) => name)
      expect(left.toSorted()).toEqual(life.kept)
      expect((await lab.state()).resources ?? []).toEqual([])
    })
  })
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const listed = (changes: readonly Change[]): string =>
  `${changes
    .map(({ verb, type, name }) => `${verb} ${type} ${name}`)
    .toSorted()
    .join('\n')}\n`
