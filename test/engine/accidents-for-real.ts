// What only a real Docker engine shows of an accident, and that the runbook repairs it there too.

import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Lab } from './lab.ts'
import type { RealDocker } from './real-docker.ts'
import { pulumiCommands } from './runbook.ts'

const page = 'interrupted-up.md'
const server = 'tagwarden-server'
const containers = ['ps', '--all', '--quiet', '--no-trunc', '--filter', 'label=Application=tagwarden']

/** On an engine that has nothing on it. */
export function accidentsForReal(docker: () => RealDocker): void {
  let lab: Lab
  beforeAll(async () => {
    lab = await docker().open()
  })
  afterAll(() => lab?.close())
  const follow = async (heading: string) => {
    for (const args of pulumiCommands(page, heading)) await lab.must(...args, '--yes')
  }
  const begun = async (name: string) => {
    while ((await docker().containerOf(name)) === '') await wait(100)
  }

  const inServer = async (...args: string[]) =>
    docker().engine.docker('exec', await docker().containerOf(server), ...args)

  test('a port that is taken is named; what was made stays, and the next up makes the server anew', async () => {
    const { engine } = docker()
    await engine.docker('run', '--detach', '--name', 'squatter', '--publish', '127.0.0.1:8000:8000', 'redis:local')
    const { code, out } = await lab.run('up', '--yes', '--skip-preview')
    expect(code).not.toBe(0)
    expect(out).toContain(server)
    expect(out).toContain('port is already allocated')
    const { resources } = await lab.state()
    expect(resources.flatMap(({ initErrors = [] }) => initErrors)).toHaveLength(1)
    const redis = await docker().containerOf('tagwarden-redis')
    await engine.docker('rm', '--force', 'squatter')
    await lab.up()
    expect(await docker().healthOf(server)).toBe('healthy')
    expect(await docker().containerOf('tagwarden-redis')).toBe(redis)
  })
  test('an up that is killed while it makes the server is repaired, and the data is still there', async () => {
    const { engine } = docker()
    await inServer('node', '-e', `require('fs').writeFileSync('/data/mark', 'kept')`)
    await engine.docker('rm', '--force', await docker().containerOf(server))
    const running = lab.begin('up', '--refresh', '--yes', '--skip-preview')
    await running.until(begun(server))
    await running.kill()
    expect((await lab.run('up', '--yes', '--skip-preview')).out).toContain('the stack is currently locked')
    await follow('Unlock')
    for (const args of pulumiCommands(page, 'Look')) expect(await lab.must(...args)).toContain(server)
    const existing = await engine.docker(...containers)
    const owned = await lab.must('stack', '--show-ids')
    const lost = existing.split('\n').filter((id) => !owned.includes(id))
    expect(lost).toEqual([await docker().containerOf(server)])
    await engine.docker('rm', '--force', ...lost)
    await follow('Forget and go on')
    expect(await docker().healthOf(server)).toBe('healthy')
    expect(await inServer('cat', '/data/mark')).toBe('kept')
  })
}
