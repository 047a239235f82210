import { beforeAll, expect, test } from 'vitest'
import { describeAccidents } from './accidents-of-a-stack.ts'
import { pulumiCommands } from './runbook.ts'
import { describeOnStage, type Setting } from './stage.ts'

const ecs: Setting = {
  packages: ['aws', 'awsx', 'docker-build', 'random', 'tls'],
  stack: 'dev',
  settings: { 'aws:region': 'eu-west-1', 'tagwarden:target': 'ecs', 'tagwarden:environment': 'dev' },
}

describeAccidents('ecs dev', {
  ...ecs,
  refused: 'tagwarden-database',
  unready: 'tagwarden-service',
  interrupted: 'tagwarden-database',
  waiting: 'tagwarden-service',
  killed: 'tagwarden-files',
  change: { 'tagwarden:estate': 'aws' },
  changed: 'tagwarden-service',
})

const offHours = { zone: 'Europe/Berlin', start: '20:00', end: '07:00' }
const moving = { ...ecs.settings, 'tagwarden:ecs': { rollout: 'blue-green', offHours } }
const [opened, removed] = ['tagwarden-firewall-data-postgres', 'tagwarden-firewall-data-redis']
/** By name: what somebody else sets, and rightly so. */
const moved = {
  'tagwarden-service': { desiredCount: 2 },
  'tagwarden-scaling': { minCapacity: 0, maxCapacity: 0 },
  'tagwarden-edge-forward': { actions: [] },
}

describeOnStage('what somebody else changed on ecs dev', { ...ecs, settings: moving }, (stage) => {
  beforeAll(() => stage().lab.up())

  const look = async () => {
    const [command = []] = pulumiCommands('drift.md', 'Look')
    return stage().lab.run(...command)
  }
  const putBack = async () => {
    const [command = []] = pulumiCommands('drift.md', 'Put back')
    const done = await stage().since(() => stage().lab.must(...command, '--yes'))
    return done.map(({ verb, name }) => `${verb} ${name}`).toSorted()
  }
  const inputsOf = (name: string) => stage().standin.cloud.named(name).inputs

  test('a security group that was opened or closed by hand is seen and put back, and nothing else', async () => {
    const { cloud } = stage().standin
    const before = inputsOf(opened)
    cloud.alter(opened, { cidrIpv4: '0.0.0.0/0', referencedSecurityGroupId: undefined })
    cloud.lose(removed)
    const { code, out } = await look()
    expect(code).not.toBe(0)
    expect(out).toContain(opened)
    expect(out).toContain(removed)
    expect(await putBack()).toEqual([`create ${removed}`, `update ${opened}`])
    expect(inputsOf(opened)).toEqual(before)
    expect(await look()).toMatchObject({ code: 0 })
  })
  test('what the autoscaler, the off-hours and a blue-green rollout set is left alone', async () => {
    for (const [name, changed] of Object.entries(moved)) {
      expect(inputsOf(name)).not.toMatchObject(changed)
      stage().standin.cloud.alter(name, changed)
    }
    expect(await putBack()).toEqual([])
    for (const [name, changed] of Object.entries(moved)) expect(inputsOf(name)).toMatchObject(changed)
  })
  test('so is the number of tasks when another version is rolled out', async () => {
    const { lab } = stage()
    lab.set({ 'tagwarden:estate': 'aws' })
    const done = await stage().since(() => lab.up('--refresh'))
    expect(done).toContainEqual(expect.objectContaining({ verb: 'update', name: 'tagwarden-service' }))
    expect(inputsOf('tagwarden-service')).toMatchObject(moved['tagwarden-service'])
  })
})
