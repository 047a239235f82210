// `iam policy`: the rights that an audit needs, for who grants them.

import { AppError } from '../core/errors.ts'
import { defaultRole, iamPolicies, type PolicyOptions, policyNames } from '../sources/aws/iam-policies.ts'
import { spokeTemplate } from '../sources/aws/spoke-template.ts'
import { type Command, exit, oneOf, readArgs } from './command.ts'

const options = {
  services: { type: 'string' },
  'with-costs': { type: 'boolean', default: false },
  role: { type: 'string', default: defaultRole },
  document: { type: 'string' },
  spoke: { type: 'boolean', default: false },
} as const

export const iamPolicy: Command = {
  name: 'iam policy',
  summary: 'Print the least rights that an audit of AWS needs',
  help: `Usage: tagwarden iam policy [--services LIST] [--with-costs] [--document NAME | --spoke]

  --services LIST   only for these, such as ec2,rds,s3; every service unless given
  --with-costs      with the requests of Cost Explorer, which cost money
  --role NAME       the role of the other accounts; ${defaultRole} unless given
  --document NAME   one document alone: ${policyNames.join(', ')}
  --spoke           CloudFormation of the role in another account

Prints JSON: "core" and "extended" are two managed policies for reading, "deny" forbids writing tags and reading
contents and goes beside them in other accounts, "hub" is for the account that takes the others' roles.
`,
  async run(args, shell) {
    const { values } = readArgs('iam policy', args, options, 0)
    if (values.spoke && values.document !== undefined)
      throw new AppError('bad_usage', 'iam policy: --spoke and --document are two outputs; give one.')
    await shell.out(`${JSON.stringify(printed(values), null, 2)}\n`)
    return exit.fine
  },
}

type Given = {
  readonly services?: string | undefined
  readonly 'with-costs': boolean
  readonly role: string
  readonly document?: string | undefined
  readonly spoke: boolean
}

function printed({ services, role, document, spoke, ...given }: Given): object {
  if (!/^[\w+=,.@/-]{1,64}$/.test(role)) throw new AppError('bad_usage', `--role "${role}" is no name of a role.`)
  const asked: PolicyOptions = { services: wordsOf(services), costs: given['with-costs'], role }
  if (spoke) return spokeTemplate(asked)
  const policies = iamPolicies(asked)
  return document === undefined ? policies : policies[oneOf('document', document, policyNames)]
}

const wordsOf = (text: string | undefined): readonly string[] =>
  text === undefined ? [] : text.split(',').map((word) => word.trim())
