// The costs of one stack with everything they rest on: what --format json prints, and what --from reads back.

import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { priceStack } from '../../stacks/cost/price-stack.ts'
import { asOf, region, usageOf } from '../../stacks/cost/price-table.ts'
import { badUsage } from '../command.ts'
import { buildGraph } from '../recorder/stacks.ts'
import type { AskedStack } from '../which-stack.ts'

const usd = z.number().nonnegative()
const kind = { type: z.string(), count: z.number(), reason: z.string() }

const reportShape = z.object({
  stack: z.string(),
  /** Of the stack itself; null on a local machine. */
  region: z.string().nullable(),
  prices: z.object({ region: z.string(), asOf: z.string(), currency: z.literal('USD') }),
  totalUsd: usd,
  lines: z.array(
    z.object({
      group: z.string(),
      item: z.string(),
      size: z.string().optional(),
      count: usd,
      each: usd,
      unit: z.string(),
      price: z.string(),
      unitPriceUsd: usd,
      monthlyUsd: usd,
    }),
  ),
  notPriced: z.array(z.object(kind)),
  free: z.array(z.object(kind)),
  usage: z.record(z.string(), z.number()),
})

export type Report = z.infer<typeof reportShape>
export type ReportLine = Report['lines'][number]

export async function reportOf({ name, target, environment, region: place, given }: AskedStack): Promise<Report> {
  const { nodes } = await buildGraph(given, 'up')
  const usage = usageOf(target, environment)
  const { totalUsd, lines, notPriced, free } = priceStack(nodes, usage)
  return {
    stack: name,
    region: place ?? null,
    prices: { region, asOf, currency: 'USD' },
    totalUsd,
    lines: [...lines],
    notPriced: [...notPriced],
    free: [...free],
    usage,
  }
}

export function readReport(file: string): Report {
  const remedy = 'Write one with: npm run -s infra -- cost --target … --env … --format json > base.json'
  try {
    return reportShape.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    throw badUsage(missing ? `There is no file ${file}.` : `${file} holds no costs of this tool.`, remedy)
  }
}
