import { expect, test } from 'vitest'
import { describeOnStage } from './stage.ts'

const offHours = { zone: 'Europe/Berlin', start: '20:00', end: '07:00' }
const setting = {
  packages: ['aws', 'awsx', 'docker-build', 'random', 'tls'],
  stack: 'dev',
  settings: {
    'aws:region': 'eu-west-1',
    'tagwarden:target': 'ec2',
    'tagwarden:environment': 'dev',
    'tagwarden:ec2': { offHours },
  },
}
const group = 'tagwarden-machines'
const moved = { desiredCapacity: 2, minSize: 0, maxSize: 0 }

describeOnStage('what the autoscaler and the off-hours set on ec2 dev', setting, (stage) => {
  test('is left alone, also when another version is rolled out', async () => {
    const { lab, standin } = stage()
    await lab.up()
    expect(standin.cloud.named(group).inputs).not.toMatchObject(moved)
    standin.cloud.alter(group, moved)
    lab.set({ 'tagwarden:estate': 'aws' })
    const done = await stage().since(() => lab.up('--refresh'))
    expect(done).toContainEqual(expect.objectContaining({ verb: 'update', name: group }))
    expect(standin.cloud.named(group).inputs).toMatchObject(moved)
  })
})
