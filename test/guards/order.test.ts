import { expect, test } from 'vitest'
import type { GuardLimits } from '../../server/guards/index.ts'
import { callOf, everybody, serverParts } from '../support/server-parts.ts'

const nothing: GuardLimits = {
  ratePerMinute: 0,
  budget: { maxCalls: 0, windowS: 60 },
  loops: { maxEqualCalls: 0, windowS: 60 },
}
const some = { ratePerMinute: 9, budget: { maxCalls: 9, windowS: 60 }, loops: { maxEqualCalls: 9, windowS: 60 } }
const nobody = { id: 'nobody', scopes: [] }
const tooLong = { name: 'x'.repeat(100_001) }

/** Each row mends what the row before it was refused for; everything after it is still wrong. */
const rows = [
  ['unknown_tool', 'echo_argument', tooLong, nobody, nothing],
  ['forbidden', 'echo_arguments', tooLong, nobody, nothing],
  ['input_rejected', 'echo_arguments', tooLong, everybody, nothing],
  ['rate_limited', 'echo_arguments', { limit: 0 }, everybody, nothing],
  ['budget_exhausted', 'echo_arguments', { limit: 0 }, everybody, { ...nothing, ratePerMinute: 9 }],
  ['loop_detected', 'echo_arguments', { limit: 0 }, everybody, { ...some, loops: nothing.loops }],
  ['invalid_arguments', 'echo_arguments', { limit: 0 }, everybody, some],
] as const

test.each(rows)('%s comes before all that follows', async (code, tool, given, caller, limits) => {
  const { gate } = serverParts({ limits })
  expect(await gate.call({ ...callOf(tool, given), caller })).toMatchObject({ ok: false, code })
})
