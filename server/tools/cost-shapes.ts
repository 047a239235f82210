// What the tools about dollars share.

import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import type { CostAsk, CostPrice, CostSource, PricedQuestion } from '../ports.ts'

export const months = z
  .array(z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/))
  .min(1)
  .max(36)
  .optional()
  .describe('Months such as "2026-10"; the newest closed one unless given')

export const noBill = 'There is no bill to answer from: set COSTS, and COSTS_FILE for a bill in a file.'

/** The months asked for, or the newest; empty only where there is no bill at all. */
export async function monthsToRead(
  costs: CostSource,
  asked: readonly string[] | undefined,
  ask: CostAsk,
): Promise<readonly string[]> {
  const known = await costs.months(ask)
  const missing = asked?.find((month) => !known.includes(month))
  if (missing === undefined) return asked ?? known.slice(0, 1)
  const hint = known.length === 0 ? noBill : `There are ${known.join(', ')}.`
  throw new AppError('not_found', `The bill has no month ${missing}.`, { hint })
}

const free: CostPrice = { requests: 0, usd: 0, mostPagesEach: 0, isGuess: false }

export const priceOf = async (costs: CostSource, question: PricedQuestion, ask: CostAsk): Promise<CostPrice> =>
  (await costs.price?.(question, ask)) ?? free

export function priceWords({ requests, usd, mostPagesEach, isGuess }: CostPrice): string {
  if (requests === 0) return 'This costs nothing.'
  const words = `This takes ${isGuess ? 'about' : 'at least'} ${requests} paid requests: $${usd.toFixed(2)}.`
  return `${words} Each has at most ${mostPagesEach} pages, and every page is a request.`
}
