// Tools for tests of what stands around tools: one answers, one fails in every way, one waits.

import { z } from 'zod'
import { AppError } from '../../server/core/errors.ts'
import { defineTool, type Tool } from '../../server/tools/define.ts'

const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }
const common = { annotations, scopes: ['audit:read'], stream: false } as const

export const echo = defineTool({
  ...common,
  name: 'echo_arguments',
  title: 'Echo',
  description: 'Says what it was given.',
  input: z.strictObject({
    types: z.array(z.string()).max(3).optional(),
    limit: z.int().min(1).max(200).default(50),
    detail: z.enum(['summary', 'full']).default('summary'),
    tags: z.record(z.string(), z.string()).optional(),
    isUrgent: z.boolean().optional(),
    name: z.string().max(10).optional(),
    since: z.iso.datetime().optional(),
    scope: z.strictObject({ account: z.string() }).optional(),
  }),
  output: z.object({ given: z.record(z.string(), z.unknown()), caller: z.string() }),
  run: async (given, { caller }) => ({
    data: { given, caller: caller.id },
    text: 'Echoed.',
    links: [{ uri: 'report://1', name: 'Report', mimeType: 'text/plain', description: 'All of it.' }],
  }),
})

export const fail = defineTool({
  ...common,
  name: 'fail_somehow',
  title: 'Fail',
  description: 'Fails in the way it is told to.',
  input: z.strictObject({
    how: z.enum(['not_found', 'not_ready', 'bug', 'broken_output', 'extra_output', 'too_large']),
  }),
  output: z.object({ text: z.string() }),
  async run({ how }) {
    if (how === 'not_found') throw new AppError('not_found', 'There is no such audit.', { hint: 'List them.' })
    if (how === 'not_ready') throw new AppError('not_ready', 'Not yet.', { retryAfterS: 3 })
    if (how === 'bug') throw new TypeError('secret detail of a bug')
    if (how === 'too_large') return { data: { text: 'x'.repeat(90_000) }, text: '' }
    // A tool in TypeScript could not do this without a cast: that is what the check is for.
    const broken = how === 'broken_output' ? { text: 1 } : { text: 'x', inner: 'secret' }
    return { data: broken as { text: string }, text: '' }
  },
})

export const write = defineTool({
  ...common,
  name: 'write_something',
  title: 'Write',
  description: 'Needs the right to write.',
  scopes: ['audit:write'],
  input: z.strictObject({}),
  output: z.object({ ok: z.boolean() }),
  run: async () => ({ data: { ok: true }, text: 'Done.' }),
})

export const wait = defineTool({
  ...common,
  name: 'wait_for_caller',
  title: 'Wait',
  description: 'Waits some milliseconds, or until the caller leaves.',
  input: z.strictObject({ ms: z.int().max(20_000).default(10_000) }),
  output: z.object({ waitedMs: z.int() }),
  run: ({ ms }, { signal }) =>
    new Promise((done, failed) => {
      const timer = setTimeout(() => done({ data: { waitedMs: ms }, text: 'Waited.' }), ms)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        failed(signal.reason)
      })
    }),
})

export const working = defineTool({
  ...common,
  name: 'get_progress',
  title: 'Progress',
  description: 'Is always working.',
  input: z.strictObject({ auditId: z.string() }),
  output: z.object({ status: z.literal('working'), auditId: z.string(), pollAfterMs: z.int() }),
  run: async ({ auditId }) => ({ data: { status: 'working' as const, auditId, pollAfterMs: 1000 }, text: 'Working.' }),
})

export const sampleTools: readonly Tool[] = [echo, fail, write, wait, working]
