// A bill that is a list of lines: the demo company's, or a file's.

import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { type Bill, type CostLine, type CostSource, costKinds } from '../ports.ts'

export function costsFromLines(read: () => Promise<readonly CostLine[]>, method: Bill['method']): CostSource {
  return {
    async months() {
      return [...new Set((await read()).map(({ month }) => month))].toSorted().toReversed()
    },
    async bill(months) {
      const lines = (await read()).filter(({ month }) => months.includes(month))
      return { lines, method, currency: 'USD', estimated: false, paidRequests: 0, paidUsd: 0 }
    },
  }
}

/** No bill at all: questions about dollars say so. */
export const noCosts: CostSource = {
  months: async () => [],
  bill: async () => ({
    lines: [],
    method: 'bill_file',
    currency: 'USD',
    estimated: false,
    paidRequests: 0,
    paidUsd: 0,
  }),
}

const line = z.strictObject({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  account: z.string().default(''),
  region: z.string().default(''),
  service: z.string().min(1),
  usd: z.number(),
  kind: z.enum(costKinds).default('usage'),
})

/** A JSON array of lines, or one JSON object a line. Read anew for every question: bills are small. */
export async function readCostLines(path: string): Promise<readonly CostLine[]> {
  const text = await readText(path)
  const items = text.trimStart().startsWith('[')
    ? parse(path, 1, text)
    : text.split('\n').flatMap((one, index) => (one.trim() === '' ? [] : [parse(path, index + 1, one)]))
  if (!Array.isArray(items)) throw badLine(path, 1, 'expected a list')
  return items.map((item, index) => {
    const read = line.safeParse(item)
    if (read.success) return read.data
    const [issue] = read.error.issues
    throw badLine(path, index + 1, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  })
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new AppError('unreadable', `${path}: the bill cannot be read.`, { hint: 'Check COSTS_FILE.', cause })
  }
}

function parse(path: string, at: number, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw badLine(path, at, cause instanceof Error ? cause.message : String(cause))
  }
}

function badLine(path: string, at: number, reason: string): AppError {
  return new AppError('unreadable', `${path}, entry ${at}: ${reason}.`, {
    hint: 'An entry is { "month": "2026-10", "account", "region", "service", "usd": 12.5, "kind": "usage" }.',
  })
}
