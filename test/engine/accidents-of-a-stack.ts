// What every stack comes through on the real engine: refusals, interruptions, and the repair of docs/runbooks.

import { expect, test } from 'vitest'
import { pulumiCommands } from './runbook.ts'
import { describeOnStage, type Setting, type Stage } from './stage.ts'

export type Accidents = Setting & {
  /** Resource that the cloud refuses to make. */
  readonly refused: string
  /** Resource that is made and does not get ready. */
  readonly unready: string
  /** Resource that is being made when `up` is interrupted, and one that waits for it. */
  readonly interrupted: string
  readonly waiting: string
  /** Resource that may exist twice, and is being made when `up` is killed. */
  readonly killed: string
  readonly change: Readonly<Record<string, unknown>>
  /** Resource that the change is made to. */
  readonly changed: string
}

const page = 'interrupted-up.md'
const up = ['up', '--yes', '--skip-preview']
/** Then only one thing is under way when it is cut off. */
const oneByOne = [...up, '--parallel', '1']

export function describeAccidents(title: string, accidents: Accidents): void {
  describeOnStage(`a failed up of ${title}`, accidents, (stage) => failures(stage, accidents))
  describeOnStage(`an interrupted up of ${title}`, accidents, (stage) => interruptions(stage, accidents))
  describeOnStage(`a killed up of ${title}`, accidents, (stage) => kills(stage, accidents))
  describeOnStage(`a killed up of ${title}, without the repair`, accidents, (stage) => copies(stage, accidents))
}

type Open = () => Stage

function failures(stage: Open, { refused, unready }: Accidents): void {
  test('says what was refused, keeps what was made, and is completed by the next one', async () => {
    const { lab, standin } = stage()
    standin.mishaps.refused.set(refused, 'the quota of this account is used up')
    const { code, out } = await lab.run(...up)
    expect(code).not.toBe(0)
    expect(out).toContain(refused)
    expect(out).toContain('the quota of this account is used up')
    expect(await stage().owned()).toEqual(stage().existing())
    expect(stage().existing()).not.toEqual([])
    standin.mishaps.refused.clear()
    standin.mishaps.unready.set(unready, 'is not healthy after ten minutes')
    expect((await lab.run(...up)).out).toContain('is not healthy after ten minutes')
    expect(stage().repeated()).toEqual([])
  })
  test('keeps what was made and is not ready; the next one updates it and makes what waited for it', async () => {
    const { lab, standin } = stage()
    const { resources } = await lab.state()
    const faults = resources.flatMap(({ initErrors = [] }) => initErrors)
    expect(faults).toEqual(['is not healthy after ten minutes'])
    standin.mishaps.unready.clear()
    const done = await stage().since(() => lab.up())
    expect(done.filter(({ verb }) => verb !== 'create').map(({ name }) => name)).toEqual([unready])
    expect(stage().repeated()).toEqual([])
    await lab.up('--expect-no-changes')
    expect(await stage().owned()).toEqual(stage().existing())
  })
}

function interruptions(stage: Open, { interrupted, waiting, change, changed }: Accidents): void {
  test('ends what it had begun, begins nothing else, and is completed by the next one', async () => {
    const { lab, standin } = stage()
    const { begun, release } = standin.mishaps.hold(interrupted)
    const running = lab.begin(...oneByOne)
    await running.until(begun)
    await running.interrupt()
    const after = await stage().since(async () => {
      release()
      expect((await running.done).code).not.toBe(0)
    })
    expect(after.map(({ name }) => name)).toEqual([interrupted])
    expect(await stage().owned()).toEqual(stage().existing())
    const made = (await stage().since(() => lab.up())).map(({ name }) => name)
    expect(made).toContain(waiting)
    expect(stage().repeated()).toEqual([])
    await lab.up('--expect-no-changes')
  })
  test('two at once: the second is refused in a sentence, and the first goes on', async () => {
    const { lab, standin } = stage()
    lab.set(change)
    const { begun, release } = standin.mishaps.hold(changed)
    const first = lab.begin(...up)
    await first.until(begun)
    const second = await lab.run(...up)
    expect(second.code).not.toBe(0)
    expect(second.out).toContain('the stack is currently locked')
    release()
    expect((await first.done).code).toBe(0)
    await lab.up('--expect-no-changes')
  })
}

function kills(stage: Open, { killed }: Accidents): void {
  test('leaves the lock, and what was being made is in the cloud and not in the state', async () => {
    await stage().killWhile(killed, ...oneByOne)
    const { code, out } = await stage().lab.run(...up)
    expect(code).not.toBe(0)
    expect(out).toContain('the stack is currently locked')
    expect(out).toContain('pulumi cancel')
    const owned = await stage().owned()
    const lost = stage()
      .existing()
      .filter((one) => !owned.includes(one))
    expect(lost).toHaveLength(1)
  })
  test('is repaired by the commands of the runbook', async () => {
    const { lab, standin } = stage()
    const owned = await stage().owned()
    for (const args of pulumiCommands(page, 'Unlock')) await lab.must(...args, '--yes')
    for (const args of pulumiCommands(page, 'Look')) expect(await lab.must(...args)).toContain(`${killed}`)
    for (const lost of stage().existing()) if (!owned.includes(lost)) standin.cloud.entries.delete(lost)
    for (const args of pulumiCommands(page, 'Forget and go on')) await lab.must(...args, '--yes')
    expect(await stage().owned()).toEqual(stage().existing())
    expect((await lab.state()).pending_operations).toBeUndefined()
    await lab.up('--expect-no-changes')
  })
  test('so is a killed destroy', async () => {
    const { lab } = stage()
    await stage().killWhile(killed, 'destroy', '--yes', '--skip-preview')
    for (const args of pulumiCommands(page, 'Unlock')) await lab.must(...args, '--yes')
    await lab.must('refresh', '--clear-pending-creates', '--yes')
    expect(await stage().owned()).toEqual(stage().existing())
    await lab.must('destroy', '--yes')
    expect(stage().existing()).toEqual([])
  })
}

function copies(stage: Open, { killed }: Accidents): void {
  test('a plain up makes a second copy, and nobody owns the first', async () => {
    const { lab, standin } = stage()
    await stage().killWhile(killed, ...oneByOne)
    for (const args of pulumiCommands(page, 'Unlock')) await lab.must(...args, '--yes')
    const { code, out } = await lab.run(...up)
    expect(code).toBe(0)
    expect(out).toContain('pending operations')
    expect(stage().repeated()).toEqual([killed])
    expect([...standin.cloud.entries.values()].filter(({ name }) => name === killed)).toHaveLength(2)
    expect(stage().existing()).toHaveLength((await stage().owned()).length + 1)
  })
}
