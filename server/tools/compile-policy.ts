import { z } from 'zod'
import { type CompiledPolicy, compilePolicy, compileTargets } from '../core/compile/compile.ts'
import { custodianActions } from '../core/compile/compiled.ts'
import { AppError } from '../core/errors.ts'
import { defineTool } from './define.ts'
import { listOf, offsetIn, readPosition, writePosition } from './pages.ts'
import { places } from './shapes.ts'

/** Characters of a file in one answer. */
const pageLength = 12_000
const lossesShown = 15

const loss = z.looseObject({ path: z.string(), rule: z.string(), reason: z.string(), effect: z.string() })

export const compilePolicyTool = defineTool({
  name: 'compile_policy',
  title: 'Compile the policy',
  description:
    'The policy in force in the words of another tool: Cloud Custodian, AWS tag policy, SCP, AWS Config rules or OPA Rego, with a list of what that target cannot express. Custodian reports only unless an action is asked for, and never overwrites a valid value. Long files come in pieces: go on with nextCursor.',
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
    policy: z.object({ hash: z.string() }),
    files: z.array(z.object({ name: z.string(), mediaType: z.string(), length: z.number() })),
    file: z.string(),
    text: z.string(),
    nextCursor: z.string().nullable(),
    losses: z.object({ total: z.number(), first: z.array(loss) }),
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
    const end = offset + pageLength
    return {
      data: {
        ...{ target, policy: { hash: policy.hash }, file: chosen.name },
        files: compiled.files.map(({ name, mediaType, text }) => ({ name, mediaType, length: text.length })),
        text: chosen.text.slice(offset, end),
        nextCursor: end < chosen.text.length ? writePosition({ of: chosen.name, offset: end, list }) : null,
        losses: {
          total: compiled.losses.length,
          first: compiled.losses.slice(0, lossesShown).map((one) => ({ ...one })),
        },
      },
      text: `${compiled.files.length} files for ${target}; it cannot express ${compiled.losses.length} things, which are listed.`,
    }
  },
})

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
