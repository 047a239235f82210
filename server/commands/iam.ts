// `iam policy`: the rights that an audit needs, for who grants them.

import { AppError } from '../core/errors.ts'
import { defaultRole, iamPolicies, type PolicyOptions, policyNames, writePolicy } from '../sources/aws/iam-policies.ts'
import { spokeTemplate } from '../sources/aws/spoke-template.ts'
import { oneOf } from './arguments.ts'
import { type Command, exit, readArgs } from './command.ts'

const documents = [...policyNames, 'write'] as const

const options = {
  services: { type: 'string' },
  'with-costs': { type: 'boolean', default: false },
  role: { type: 'string', default: defaultRole },
  document: { type: 'string' },
  'tag-keys': { type: 'string' },
  spoke: { type: 'boolean', default: false },
} as const

export const iamPolicy: Command = {
  name: 'iam policy',
  summary: 'Print the least rights that an audit of AWS needs',
  help: `Usage: tagwarden iam policy [--services LIST] [--with-costs] [--document NAME | --spoke]

  --services LIST   only for these, such as ec2,rds,s3; every service unless given
  --with-costs      with the requests of Cost Explorer, which cost money
  --role NAME       the role of the other accounts; ${defaultRole} unless given
  --document NAME   one document alone: ${documents.join(', ')}
  --tag-keys LIST   with "write": the only keys that may be written
  --spoke           CloudFormation of the role in another account

Prints JSON: "core" and "extended" are two managed policies for reading, "deny" forbids writing tags and reading
contents and goes beside them in other accounts, "hub" is for the account that takes the others' roles. "write" is
for the role of WRITE_ROLE_ARN alone.
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
  readonly 'tag-keys'?: string | undefined
  readonly spoke: boolean
}

function printed({ services, role, document, spoke, ...given }: Given): object {
  if (!/^[\w+=,.@/-]{1,64}$/.test(role)) throw new AppError('bad_usage', `--role "${role}" is no name of a role.`)
  const asked: PolicyOptions = { services: wordsOf(services), costs: given['with-costs'], role }
  if (spoke) return spokeTemplate(asked)
  const policies = { ...iamPolicies(asked), write: writePolicy(asked, wordsOf(given['tag-keys'])) }
  return document === undefined ? policies : policies[oneOf('document', document, documents)]
}

const wordsOf = (text: string | undefined): readonly string[] =>
  text === undefined ? [] : text.split(',').map((word) => word.trim())
