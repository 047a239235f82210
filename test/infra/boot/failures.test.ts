// Whatever goes wrong on an instance, its group hears of it, its journal says why, and nobody is served half a server.

import { afterEach, describe, expect, test } from 'vitest'
import { Fleet, results } from './fleet.ts'
import { describeOnInstance } from './tools.ts'

describeOnInstance('an instance that fails', () => {
  const { start, removeAll } = new Fleet()
  afterEach(removeAll)

  describe('gives itself up, says why, and never serves', () => {
    test.each([
      ['packages cannot be had', { 'dnf install': 99 }, 'installing packages'],
      ['the CloudWatch agent refuses its configuration', { amazon: 99 }, 'starting the CloudWatch agent'],
      ['the files cannot be mounted', { 'mount ': 99 }, 'mounting the files'],
      ['the image cannot be pulled', { 'docker pull': 99 }, 'pulling the image'],
      ['the settings cannot be read', { 'aws ssm': 99 }, 'becoming ready'],
      ['a secret cannot be read', { 'aws secretsmanager': 99 }, 'becoming ready'],
      ['the migration fails', { 'docker run --name tagwarden-migration': 99 }, 'becoming ready'],
    ])('when %s', async (_, failures, step) => {
      const { instance, ran } = await start({ failures })
      expect(ran.status).toBe(1)
      expect(results(instance)).toEqual(['ABANDON'])
      expect(instance.journal()).toContain(`the instance is given up: ${step} failed`)
      expect(instance.called('docker run --name tagwarden ')).toEqual([])
    })
  })
  test.each([
    ['a setting with a line break', { settings: { HOST: '0.0.0.0\nESTATE=demo' } }, 'has a control character'],
    ['something that is no setting', { settings: { 'nested/HOST': '0.0.0.0' } }, 'is no setting'],
    ['no settings at all', { settings: {} }, 'no settings below'],
    ['an empty secret', { secrets: { 'arn:of:redis': '' } }, 'the secret of REDIS_URL is empty'],
    ['a secret that no quotes hold', { secrets: { 'arn:of:redis': `'"\`\\n` } }, 'the secret of REDIS_URL'],
    [
      'an owner without a password',
      { secrets: { 'arn:of:owner': '{"username":"owner"}' } },
      'the secret of PGPASSWORD',
    ],
  ])('does not start on %s', async (_, plan, reason) => {
    const { instance, ran } = await start(plan)
    expect(ran.output + instance.journal().join('\n')).toContain(reason)
    expect(instance.called('docker run')).toEqual([])
    expect(results(instance)).toEqual(['ABANDON'])
  })
  test('a migration that fails says so', async () => {
    const { instance } = await start({ failures: { 'docker run --name tagwarden-migration': 99 } })
    expect(instance.journal()).toContainEqual(
      expect.stringMatching(/^the migration failed, so the server is not started/),
    )
  })
})
