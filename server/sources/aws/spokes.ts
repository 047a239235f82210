// The accounts beside our own, from AWS_ROLES_FILE or AWS_ROLES: which role to take in each. Nobody else's role is ever asked for.

import { z } from 'zod'
import { formatArn, parseArn } from '../../core/arn.ts'
import { AppError } from '../../core/errors.ts'

const role = {
  role: z.string().min(1),
  externalId: z.string().min(2).max(1224).optional(),
  sourceIdentity: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/)
    .optional(),
}
const spokeSchema = z.strictObject({ account: z.string().regex(/^\d{12}$/, 'expected 12 digits'), ...role })

const schema = z.strictObject({
  accounts: z.array(spokeSchema).default([]),
  /** Every active account of our organisation, by the same role. */
  organization: z.strictObject({ ...role, exclude: z.array(z.string()).default([]) }).optional(),
})

export type Spoke = z.infer<typeof spokeSchema>
export type Spokes = z.infer<typeof schema>

export const noSpokes: Spokes = { accounts: [] }

/** `from`: the setting, for whoever has to correct it. */
export function parseSpokes(text: string, from: string): Spokes {
  const parsed = schema.safeParse(readJson(text, from))
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'the file'}: ${message}`)
    throw badRoles(from, `\n${problems.join('\n')}`)
  }
  const twice = parsed.data.accounts.find(
    ({ account }, at) => parsed.data.accounts.findIndex((other) => other.account === account) !== at,
  )
  if (twice) throw badRoles(from, `account ${twice.account} is there twice`)
  return parsed.data
}

function readJson(text: string, from: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? { accounts: value } : value
  } catch {
    // The parser's sentence quotes the file, and an external id is nobody else's business.
    throw badRoles(from, 'it is not JSON')
  }
}

const badRoles = (from: string, what: string): AppError =>
  new AppError('invalid_config', `${from}: ${what}.`, {
    hint: 'Such as [{ "account": "222222222222", "role": "TagAuditReader", "externalId": "…" }].',
  })

/** A role's name becomes its ARN; an ARN has to be of the account and the partition that it stands for. */
export function roleArn({ account, role }: Pick<Spoke, 'account' | 'role'>, partition: string): string {
  if (!role.startsWith('arn:'))
    return formatArn({ partition, service: 'iam', region: '', account, resource: `role/${role}` })
  const arn = parseArn(role)
  if (arn?.account === account && arn.partition === partition && arn.service === 'iam') return role
  throw new AppError('invalid_config', `AWS_ROLES_FILE: the role of account ${account} is of another account.`)
}
