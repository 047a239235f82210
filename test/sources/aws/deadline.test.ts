import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startDeadline } from '../../../server/sources/aws/deadline.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('a deadline is over when its time is', () => {
  const { signal } = startDeadline(1_000)
  vi.advanceTimersByTime(999)
  expect(signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
})

test('waiting for others does not count', async () => {
  const { signal, outside } = startDeadline(1_000)
  vi.advanceTimersByTime(600)
  await outside(async () => vi.advanceTimersByTime(60_000))
  vi.advanceTimersByTime(399)
  expect(signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(signal.aborted).toBe(true)
})
