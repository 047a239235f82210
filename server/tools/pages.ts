// Pages of what does not fit into one answer, and the cursors between them.

import { hash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { verdicts } from '../core/evaluate.ts'
import type { SelectedResource, Selection } from '../core/selection.ts'
import type { JudgedAudit } from '../services/audits.ts'
import { fitting } from './bounds.ts'
import type { ToolContext } from './define.ts'
import { cents, open } from './shapes.ts'

export const paging = {
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe('nextCursor of the answer before, other arguments unchanged'),
}

export const page = {
  listed: open({ total: z.number() }),
  resources: z.array(open({ id: z.string() })),
  nextCursor: z.string().nullable(),
}

export type PageRequest = {
  readonly selection: Partial<Selection>
  readonly limit: number
  readonly cursor?: string | undefined
  readonly bytes: number
}

/** One page of an audit's resources, cut where the answer would grow too large; the cursor goes on from there. */
export async function readPage<T>(
  { services }: ToolContext,
  judged: JudgedAudit,
  { selection, limit, cursor, bytes }: PageRequest,
  make: (selected: SelectedResource) => T,
) {
  const whole = { ...everything, ...selection }
  const list = listOf([judged.audit.id, whole])
  const offset = offsetIn(list, cursor)
  const selected = await services.readPage(judged, { selection: whole, offset, limit })
  const resources = fitting(selected.rows.map(make), bytes)
  const next = offset + resources.length
  return {
    listed: { total: selected.total, monthlyCost: cents(selected.monthlyCost) },
    resources,
    nextCursor: next < selected.total ? writePosition({ of: judged.audit.id, offset: next, list }) : null,
  }
}

const everything: Selection = {
  ...{ verdicts, types: null, accounts: null, regions: null, severity: null, tags: null },
  ...{ untagged: false, minMonthlyCost: 0, order: 'snapshot' },
}

/** What a cursor is a position of: in anything newer, and in another list, other rows are at the same places. */
export type Position = { readonly of: string; readonly offset: number; readonly list: string }

const positionShape = z.tuple([z.string(), z.int().nonnegative(), z.string()])

export const listOf = (what: unknown): string => hash('sha256', JSON.stringify(what)).slice(0, 8)

export function writePosition({ of, offset, list }: Position): string {
  return Buffer.from(JSON.stringify([of, offset, list])).toString('base64url')
}

export function readPosition(cursor: string): Position {
  const parsed = positionShape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (!parsed.success) throw new AppError('bad_usage', 'The cursor is none of ours.', { hint: askAnew })
  const [of, offset, list] = parsed.data
  return { of, offset, list }
}

export function offsetIn(list: string, cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const position = readPosition(cursor)
  if (position.list === list) return position.offset
  throw new AppError('bad_usage', 'The cursor belongs to another list.', {
    hint: `Repeat the other arguments of the answer that gave it; only limit and detail may change. ${askAnew}`,
  })
}

const askAnew = 'Or ask again without a cursor.'

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Then it is no cursor, which the shape will say.
    return null
  }
}
