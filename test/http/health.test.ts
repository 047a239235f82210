import { describe, expect, test } from 'vitest'
import { healthy } from '../support/healthy.ts'
import { sampleApp } from '../support/sample-app.ts'

const summaryWith = (change: object) => ({
  ...healthy,
  summary: async () => ({ ...(await healthy.summary()), ...change }),
})

test('what people want to know at a glance', async () => {
  const { app } = await sampleApp()
  expect((await app.inject('/health')).json()).toEqual({ status: 'ok', ...(await healthy.summary()) })
})

test('it lives and has started, whatever else is wrong', async () => {
  const { app } = await sampleApp({ health: { ...healthy, unready: async () => ['The store is gone.'] } })
  expect((await app.inject('/health/live')).json()).toEqual({ status: 'live' })
  expect((await app.inject('/health/startup')).json()).toEqual({ status: 'started' })
})

test('it is ready only when nothing stands against it', async () => {
  const reasons = ['The first snapshot is being made.']
  const { app } = await sampleApp({ health: { ...healthy, unready: async () => [...reasons] } })
  const answer = await app.inject('/health/ready')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toEqual({ status: 'not_ready', reasons })
  expect((await app.inject('/health')).json()).toMatchObject({ status: 'not_ready', reasons })
  reasons.pop()
  expect((await app.inject('/health/ready')).statusCode).toBe(200)
})

describe('what works but is not whole is degraded, and stays ready', () => {
  test.each([
    ['a bad policy file', { policy: { hash: 'sha256:1', version: '1', problem: 'It does not load.' } }],
    ['a cache that is gone', { dependencies: { sqlite: 'up', redis: 'down' } }],
  ])('%s', async (_what, change) => {
    const { app } = await sampleApp({ health: summaryWith(change) })
    const answer = await app.inject('/health')
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({ status: 'degraded', ...change })
    expect((await app.inject('/health/ready')).statusCode).toBe(200)
  })
})

test('a fault in a check is 500 and tells nothing', async () => {
  const health = { ...healthy, unready: () => Promise.reject(new Error('secret')) }
  const { app } = await sampleApp({ health })
  const answer = await app.inject('/health/ready')
  expect(answer.statusCode).toBe(500)
  expect(answer.body).not.toContain('secret')
})
