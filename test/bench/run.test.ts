import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { type Figure, report, table } from '../../bench/figures.ts'
import { inFreshProcess, median } from '../../bench/measure.ts'

const host = { cpu: 'Invented CPU', cores: 2, node: '24.21.0', loadAverage: [0.5, 1, 1.25] }
const figures: Figure[] = [
  { name: 'judging, columns over loop', value: 21.456, unit: 'times', goal: { atLeast: 20 } },
  { name: 'peak memory', value: 301, unit: 'MB', goal: { atMost: 250 } },
  { name: 'resources', value: 1_000_000, unit: '', goal: null },
]

describe('a bench report', () => {
  test('as a table has a line a figure with value, goal and whether it was met', () => {
    expect(table(report('audit', host, figures)).split('\n')).toEqual([
      'audit: Invented CPU, 2 cores, Node 24.21.0, load 0.50 1.00 1.25',
      '',
      'figure                           value        goal',
      'judging, columns over loop  21.5 times  ≥ 20 times  met',
      'peak memory                     301 MB    ≤ 250 MB  missed',
      'resources                    1,000,000',
    ])
  })

  test('as JSON adds to each figure whether its goal was met, and null where there is none', () => {
    const { name, host: printedHost, figures: printed } = JSON.parse(JSON.stringify(report('audit', host, figures)))
    expect({ name, printedHost }).toEqual({ name: 'audit', printedHost: host })
    expect(printed).toEqual([
      { ...figures[0], met: true },
      { ...figures[1], met: false },
      { ...figures[2], met: null },
    ])
  })

  test('counts a value that equals its goal as met', () => {
    const exact: Figure[] = [{ name: 'ratio', value: 1.3, unit: 'times', goal: { atMost: 1.3 } }]
    expect(report('audit', host, exact).figures[0]?.met).toBe(true)
  })
})

test('an unknown bench is answered with the usage and exit code 2', () => {
  const run = spawnSync(process.execPath, ['bench/run.ts', 'no-such-bench'], { encoding: 'utf8' })
  expect(run.status).toBe(2)
  expect(run.stdout).toBe('')
  expect(run.stderr).toContain('npm run bench -- <name>')
})

describe('measuring', () => {
  test('the median of an even number of values is the mean of the middle two', () => {
    expect(median([9, 1, 3, 2])).toBe(2.5)
    expect(median([3, 1, 2])).toBe(2)
  })

  test('a fresh process answers with the result of the call, its CPU time and its peak memory', async () => {
    const run = await inFreshProcess<number>(new URL('../../bench/measure.ts', import.meta.url), 'median', [3, 1, 2])
    expect(run).toEqual({ result: 2, cpuMs: expect.any(Number), peakRssMb: expect.any(Number) })
  })

  test('a failure in a fresh process reaches the caller', async () => {
    const gone = inFreshProcess(new URL('../../bench/measure.ts', import.meta.url), 'noSuchExport')
    await expect(gone).rejects.toThrow('exports[exportName] is not a function')
  })
})
