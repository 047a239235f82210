import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { importTagPolicies } from '../core/import/aws-tag-policy.ts'
import { readPolicy } from '../core/policy.ts'
import { cut, fitting, longest, roomBeside } from './bounds.ts'
import { defineTool } from './define.ts'

const attached = z.strictObject({
  level: z.enum(['root', 'ou', 'account']).default('root'),
  name: z.string().min(1).max(128).default('tag policy'),
  content: z.union([z.string(), z.looseObject({})]).describe('The tag policy document, as JSON or as its text'),
})

export const importTagPolicyTool = defineTool({
  name: 'import_tag_policy',
  title: 'Import an AWS tag policy',
  description:
    'Turns AWS Organizations tag policies, listed from the root down to the account and merged as AWS does, into a policy of ours. Returns the policy file, what holds for the account, and what could not be expressed. "Enforced for" is not "required". Writes nothing.',
  input: z.strictObject({ chain: z.array(attached).min(1).max(20).describe('From the root down') }),
  output: z.object({
    policy: z.looseObject({ version: z.string() }),
    hash: z.string(),
    effective: z.looseObject({}),
    notExpressed: z.array(z.object({ path: z.string(), reason: z.string() })),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  scopes: ['audit:read'],
  stream: false,
  async run({ chain }, { now }) {
    const { policy, notExpressed, effective } = importTagPolicies(chain)
    const loaded = readPolicy(policy, now())
    if (!loaded.ok) throw new AppError('invalid_policy', loaded.problems.map(({ message }) => message).join('; '))
    const tags = Object.keys(effective.tags).length
    const lost = notExpressed.map(({ path, reason }) => ({
      path: cut(path, longest.name),
      reason: cut(reason, longest.key),
    }))
    const data = {
      ...{ policy: { version: '1.0', ...policy }, hash: loaded.policy.hash, effective: { ...effective } },
      notExpressed: fitting(lost, 10_000),
    }
    if (roomBeside(data, 'large') < 0) throw tooLarge()
    return {
      data,
      text: `${tags} tag keys imported; ${notExpressed.length} things could not be expressed, which are listed.`,
    }
  },
})

const tooLarge = () =>
  new AppError('payload_too_large', 'The imported policy is larger than an answer may be.', {
    hint: 'Import fewer tag keys at once.',
  })
