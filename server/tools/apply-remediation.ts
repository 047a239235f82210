import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import type { Applied } from '../services/remediation.ts'
import { bytesOf, cut, fitting, longest, roomBeside } from './bounds.ts'
import { defineTool } from './define.ts'
import { open, rows } from './shapes.ts'

export const applyRemediationTool = defineTool({
  name: 'apply_remediation',
  title: 'Write the tags of a plan',
  description:
    'Writes the tags of a plan of plan_remediation, which a person has to approve at the server first: once each time. Tags are read again before; what differs from the plan stays as it is and is told. Keeps a file for undoing.',
  input: z.strictObject({
    hash: z
      .string()
      .regex(/^sha256:[\da-f]{64}$/, 'expected the hash of a plan, sha256:…')
      .describe('Of the plan'),
    limit: z.int().min(1).max(200).default(200).describe('Only the first changes of the plan'),
  }),
  output: open({
    written: z.number(),
    skipped: z.number(),
    failed: z.number(),
    notWritten: rows,
    undoFile: z.string(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  scopes: ['audit:write'],
  stream: false,
  async run({ hash, limit }, { services, caller, transport, requestId, signal }) {
    // The tool is only offered where there is one.
    if (services.remediation === null) throw new AppError('unknown_tool', 'Nothing is written here.')
    const request = { hash, limit, caller: caller.id, transport, requestId, signal }
    const applied = await services.remediation.apply(request)
    return { data: dataOf(hash, applied), text: textOf(applied) }
  },
})

function dataOf(hash: string, { approvedBy, account, undoFile, outcomes }: Applied) {
  const count = countsOf(outcomes)
  const head = { hash, approvedBy, account, ...count, undoFile }
  const left = outcomes.filter(({ outcome }) => outcome !== 'written')
  const short = left.map((one) => ({
    ...one,
    id: cut(one.id, longest.id),
    reason: cut(one.reason ?? '', longest.name),
  }))
  const room = roomBeside({ ...head, notWritten: [] }, 'small')
  return { ...head, notWritten: fitting(short, room - bytesOf(hash)) }
}

const countsOf = (outcomes: Applied['outcomes']) => {
  const count = (wanted: string) => outcomes.filter(({ outcome }) => outcome === wanted).length
  return { written: count('written'), skipped: count('skipped'), failed: count('failed') }
}

function textOf({ account, outcomes }: Applied): string {
  const { written, skipped, failed } = countsOf(outcomes)
  const others = outcomes.some(({ reason }) => reason === 'other_account')
  const note = others ? ` Only account ${account} is written to; other accounts are left out.` : ''
  return `${written} tags written, ${skipped} left as they are, ${failed} failed.${note} Start a new audit with start_audit to see them.`
}
