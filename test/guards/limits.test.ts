import { describe, expect, test } from 'vitest'
import { memoryCache } from '../../server/cache/memory.ts'
import { callOf, everybody, serverParts } from '../support/server-parts.ts'

const calls = async (parts: ReturnType<typeof serverParts>, count: number, caller = everybody) => {
  const codes: string[] = []
  for (let at = 0; at < count; at++) {
    const result = await parts.gate.call({ ...callOf('echo_arguments', { limit: (at % 200) + 1 }), caller })
    codes.push(result.ok ? 'ok' : result.code)
  }
  return codes
}

describe('the rate', () => {
  test('so many calls a minute, then a refusal that says when', async () => {
    const parts = serverParts({ limits: { ratePerMinute: 2 } })
    expect(await calls(parts, 3)).toEqual(['ok', 'ok', 'rate_limited'])
    parts.clock.at += 20_000
    expect(await parts.gate.call(callOf('echo_arguments'))).toMatchObject({
      retryAfterS: 40,
      hint: 'Wait 40 s, then go on more slowly.',
    })
  })

  test('the next minute is a new one', async () => {
    const parts = serverParts({ limits: { ratePerMinute: 1 } })
    expect(await calls(parts, 2)).toEqual(['ok', 'rate_limited'])
    parts.clock.at += 60_000
    expect(await calls(parts, 1)).toEqual(['ok'])
  })

  test('is each caller’s own', async () => {
    const parts = serverParts({ limits: { ratePerMinute: 1 } })
    await calls(parts, 2)
    expect(await calls(parts, 1, { ...everybody, id: 'another' })).toEqual(['ok'])
  })
})

describe('the budget', () => {
  test('is spent by calls and comes back with the window', async () => {
    const parts = serverParts({ limits: { budget: { maxCalls: 2, windowS: 600 } } })
    expect(await calls(parts, 3)).toEqual(['ok', 'ok', 'budget_exhausted'])
    parts.clock.at += 599_999
    expect(await calls(parts, 1)).toEqual(['budget_exhausted'])
    parts.clock.at += 1
    expect(await calls(parts, 1)).toEqual(['ok'])
  })

  test('is not spent by calls that were too fast', async () => {
    const parts = serverParts({ limits: { ratePerMinute: 1, budget: { maxCalls: 2, windowS: 600 } } })
    await calls(parts, 10)
    parts.clock.at += 60_000
    expect(await calls(parts, 1)).toEqual(['ok'])
  })

  test('its use is measured', async () => {
    const parts = serverParts({ limits: { budget: { maxCalls: 2, windowS: 600 } } })
    await calls(parts, 3)
    const text = await parts.metrics.registry.metrics()
    expect(text).toContain('tagwarden_budget_used_ratio_bucket{le="0.5"} 1')
    expect(text).toContain('tagwarden_budget_exhausted_total{scope="caller"} 1')
    expect(text).toContain('tagwarden_rate_limit_decisions_total{decision="refused",limiter="budget"} 1')
  })
})

describe('loops', () => {
  const limits = { loops: { maxEqualCalls: 2, windowS: 300 } }

  test('the same call again and again is told what to do instead', async () => {
    const { gate, metrics } = serverParts({ limits })
    await gate.call(callOf('echo_arguments', { limit: 1, name: 'a' }))
    await gate.call(callOf('echo_arguments', { name: 'a', limit: 1 }))
    expect(await gate.call(callOf('echo_arguments', { limit: 1, name: 'a' }))).toEqual({
      ok: false,
      code: 'loop_detected',
      message: 'echo_arguments was called with equal arguments more than 2 times in 300 s.',
      hint: 'Use the answer you have: it is the same. Change the arguments, follow its cursor, or tell the user what is missing.',
      retryAfterS: 300,
    })
    expect(await metrics.registry.metrics()).toContain('tagwarden_loop_detected_total{tool="echo_arguments"} 1')
  })

  test('other arguments are another call', async () => {
    expect(await calls(serverParts({ limits }), 10)).toEqual(Array(10).fill('ok'))
  })

  test('a call that is wrong again and again is a loop too', async () => {
    const { gate } = serverParts({ limits })
    const codes: string[] = []
    for (let at = 0; at < 3; at++) {
      const result = await gate.call(callOf('echo_arguments', { limit: 0 }))
      codes.push(result.ok ? 'ok' : result.code)
    }
    expect(codes).toEqual(['invalid_arguments', 'invalid_arguments', 'loop_detected'])
  })

  test('asking how far an audit is, is none', async () => {
    const { gate } = serverParts({ limits })
    const answers = []
    for (let at = 0; at < 10; at++) answers.push(await gate.call(callOf('get_progress', { auditId: 'a' })))
    expect(answers.every(({ ok }) => ok)).toBe(true)
  })
})

describe('when nothing can count', () => {
  const broken = {
    ...memoryCache({ maxBytes: 1000, now: Date.now, onBackgroundError: () => {} }),
    count: () => Promise.reject(new Error('the cache is gone')),
  }

  test('calls go through, and it is measured and logged once', async () => {
    const parts = serverParts({ cache: broken, limits: { ratePerMinute: 1 } })
    expect(await calls(parts, 3)).toEqual(['ok', 'ok', 'ok'])
    expect(await parts.metrics.registry.metrics()).toContain('tagwarden_rate_limit_fail_open_total 9')
    expect(parts.lines).toHaveLength(1)
    expect(parts.lines[0]).toContain('limits cannot be counted')
  })
})
