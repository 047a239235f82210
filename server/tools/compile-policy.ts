import { z } from 'zod'
import { type CompiledPolicy, compilePolicy, compileTargets } from '../core/compile/compile.ts'
import { custodianActions } from '../core/compile/compiled.ts'
import type { Loss } from '../core/compile/loss.ts'
import { AppError } from '../core/errors.ts'
import { bytesOf, cut, fitting, longest, roomBeside } from './bounds.ts'
import { defineTool } from './define.ts'
import { listOf, offsetIn, readPosition, writePosition } from './pages.ts'
import { open, places, policyFacts, policyInForce, rows } from './shapes.ts'

const lossesShown = 15

export const compilePolicyTool = defineTool({
  name: 'compile_policy',
  title: 'Compile the policy',
  description:
    'The policy in force in the words of another tool: Cloud Custodian, AWS tag policy, SCP, AWS Config rules or OPA Rego, with a list of what that target cannot express. Custodian only reports unless an action is asked for. Long files come in pieces: go on with nextCursor.',
  input: z.strictObject({
    target: z.enum(compileTargets),
    types: places.types,
    action: z.enum(custodianActions).default('none').describe('custodian only'),
    defaults: z.record(z.string(), z.string()).optional().describe('With tag-default: the value of each missing tag'),
    file: z.string().max(200).optional().describe('Which file; the first unless given'),
    cursor: z.string().max(300).optional().describe('nextCursor of the answer before'),
  }),
  output: z.object({
    target: z.string(),
    policy: policyFacts,
    files: z.array(open({ name: z.string(), length: z.number() })),
    file: z.string(),
    text: z.string(),
    nextCursor: z.string().nullable(),
    losses: open({ total: z.number(), first: rows }),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  async run({ target, types, action, defaults, file, cursor }, { services }) {
    const { policy } = services.policy.state()
    const options = { action, ...(types ? { types } : {}), ...(defaults ? { defaults } : {}) }
    const compiled = compilePolicy(policy.document, target, options)
    const list = listOf([policy.hash, target, options])
    const offset = offsetIn(list, cursor)
    const chosen = chooseFile(compiled, cursor === undefined ? file : readPosition(cursor).of)
    const losses = fitting(compiled.losses.slice(0, lossesShown).map(cutLoss), 6000)
    const files = compiled.files.map(({ name, mediaType, text }) => ({ name, mediaType, length: text.length }))
    const head = {
      ...{ target, policy: policyInForce(services.policy.state()), file: chosen.name },
      ...{ files: fitting(files, 3000), losses: { total: compiled.losses.length, first: losses } },
    }
    const text = piece(chosen.text.slice(offset), roomBeside(head, 'small') - 200)
    const end = offset + text.length
    const nextCursor = end < chosen.text.length ? writePosition({ of: chosen.name, offset: end, list }) : null
    return {
      data: { ...head, text, nextCursor },
      text: `${compiled.files.length} files for ${target}; it cannot express ${compiled.losses.length} things, which are listed.`,
    }
  },
})

const cutLoss = (one: Loss) => ({
  ...{ ...one, path: cut(one.path, longest.name), rule: cut(one.rule, longest.name) },
  ...{ reason: cut(one.reason, longest.key), effect: cut(one.effect, longest.key) },
})

/** As much of the beginning as fits; whole lines, where there are any. */
function piece(text: string, bytes: number): string {
  let end = Math.min(text.length, bytes)
  while (bytesOf(text.slice(0, end)) > bytes) end = Math.floor(end * 0.9)
  if (end === text.length) return text
  return text.slice(0, text.lastIndexOf('\n', end - 1) + 1 || end)
}

function chooseFile({ files, target }: CompiledPolicy, name: string | undefined) {
  const found = name === undefined ? files[0] : files.find((file) => file.name === name)
  if (found) return found
  throw new AppError('not_found', `There is no such file for ${target}.`, {
    hint:
      files.length === 0
        ? 'Nothing in the policy can be said there.'
        : `There are ${files.map((file) => file.name).join(', ')}.`,
  })
}
