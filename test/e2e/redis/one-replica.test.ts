import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeWithRedis, sharedRedis } from '../../support/redis.ts'

type Message = { readonly ready?: number; readonly makes?: number; readonly got?: string[]; readonly error?: string }
type Replica = { readonly process: ChildProcess; readonly said: Message[] }

const eventually = { timeout: 30_000 }

async function startReplicas(makeMs: number): Promise<Replica[]> {
  const { url } = await sharedRedis()
  const prefix = randomUUID()
  const replicas = Array.from({ length: 3 }, () => startReplica([url, prefix, String(makeMs)]))
  await expect.poll(() => replicas.every(({ said }) => said.some(({ ready }) => ready)), eventually).toBe(true)
  return replicas
}

function startReplica(args: readonly string[]): Replica {
  const child = fork(join(import.meta.dirname, 'replica.ts'), args)
  const said: Message[] = []
  child.on('message', (message: Message) => said.push(message))
  onTestFinished(() => void child.kill('SIGKILL'))
  return { process: child, said }
}

const makers = (replicas: readonly Replica[]) =>
  replicas.flatMap(({ said }) => said.flatMap(({ makes }) => (makes === undefined ? [] : [makes])))
const answers = (replicas: readonly Replica[]) => replicas.flatMap(({ said }) => said.flatMap(({ got }) => got ?? []))

describeWithRedis()('three replicas, each a process of its own', () => {
  test('make what a hundred ask for at once only once', async () => {
    const replicas = await startReplicas(300)
    for (const [at, replica] of replicas.entries()) replica.process.send(at === 0 ? 34 : 33)
    await expect.poll(() => answers(replicas).length, eventually).toBe(100)
    const made = makers(replicas)
    expect(made).toHaveLength(1)
    expect(new Set(answers(replicas))).toEqual(new Set([`made by ${made[0]}`]))
  })

  test('another makes it when the one that did is killed', async () => {
    const replicas = await startReplicas(1500)
    for (const replica of replicas) replica.process.send(10)
    await expect.poll(() => makers(replicas), eventually).toHaveLength(1)
    const [dead] = makers(replicas)
    const living = replicas.filter(({ process }) => process.pid !== dead)
    replicas.find(({ process }) => process.pid === dead)?.process.kill('SIGKILL')
    await expect.poll(() => answers(living).length, eventually).toBe(20)
    expect(makers(living)).toHaveLength(1)
    expect(new Set(answers(living))).toEqual(new Set([`made by ${makers(living)[0]}`]))
  })
})
