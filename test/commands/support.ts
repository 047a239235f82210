// Files for the commands to read: a policy of two rules, and one resource a verdict.

import { temporaryFiles } from '../sources/file/support.ts'
import { isoAt, now } from '../support/builders.ts'
import { type Ran, run, type ShellOptions } from '../support/shell.ts'

/** The fake shell's time of the call. */
export const moment = isoAt(now)

/** `Owner` is an error where it is missing, a `Stage` outside its list a warning. */
export const policyFile = {
  version: '1.0',
  required_tags: [{ name: 'Owner' }],
  optional_tags: [{ name: 'Stage', allowed_values: ['production', 'test'] }],
}

export const ec2 = (name: string) => `arn:aws:ec2:eu-west-1:111122223333:instance/${name}`

export const compliant = { id: ec2('good'), tags: { Owner: 'a' } }
export const warned = { id: ec2('warned'), tags: { Owner: 'a', Stage: 'prod' } }
export const violating = { id: ec2('bad'), tags: {} }
export const unreadable = { id: ec2('secret'), tags: null }

export const lines = (...records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('')

type Inventory = { readonly name?: string; readonly content: string | Buffer; readonly policy?: object }

export function auditing() {
  const { directory, write } = temporaryFiles()
  async function audit({ name = 'estate.ndjson', content, policy = policyFile }: Inventory, ...more: string[]) {
    const files = ['--inventory', write(name, content), '--policy', write('policy.json', JSON.stringify(policy))]
    return hidePaths(await run(['audit', ...files, ...more]))
  }
  const of = (records: readonly unknown[], ...more: string[]) => audit({ content: lines(...records) }, ...more)
  const jsonOf = async (records: readonly unknown[], ...more: string[]) =>
    JSON.parse((await of(records, '--format', 'json', ...more)).out)
  const hidePaths = ({ err, ...rest }: Ran): Ran => ({ ...rest, err: err.replaceAll(`${directory}/`, '') })
  const runHere = async (args: readonly string[], options?: ShellOptions) => hidePaths(await run(args, options))
  return { directory, write, audit, of, jsonOf, run: runHere }
}
