import { expect, test } from 'vitest'
import { cellsLine, progressLine, progressReporter } from '../../server/commands/progress.ts'

test('rate, count and what remains', () => {
  expect(progressLine(120_000, 0.25, 2)).toBe('120,000 resources, 60,000 a second, 25 % read, about 6 s left')
})

test('where the end is not known, nothing is said of it', () => {
  expect(progressLine(120_000, null, 2)).toBe('120,000 resources, 60,000 a second')
})

function reporterAt(times: readonly number[]) {
  const shown: string[] = []
  const clock = [...times]
  const reporter = progressReporter({ progress: (line) => shown.push(line), now: () => clock.shift() ?? 0 })
  for (const _ of times.slice(1)) reporter.update({ resources: 1000, fraction: 0.5 })
  reporter.clear()
  return shown
}

test('a short run says nothing', () => {
  expect(reporterAt([0, 400, 999])).toEqual([])
})

test('a long run says so a few times a second, and clears its line', () => {
  const line = expect.stringContaining('50 % read')
  expect(reporterAt([0, 1000, 1100, 1150, 1200])).toEqual([line, line, ''])
})

test('a cloud is told in cells, and what an earlier run did says nothing of the speed', () => {
  const cells = { done: 30, of: 100, doneBefore: 20, resources: 1234, calls: 56 }
  expect(cellsLine(cells, 5)).toBe('30 of 100 cells, 1,234 resources, 56 calls, about 35 s left')
})
