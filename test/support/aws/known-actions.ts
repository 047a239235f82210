// Every action that one of AWS's own managed policies names in full, as moto brings them: a name that is not among
// them is most likely no action.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { motoFolder } from './moto.ts'

export function knownActions(): ReadonlySet<string> {
  const [file = ''] = globSync(join(motoFolder, 'lib/python*/site-packages/moto/iam/aws_managed_policies.py'))
  const names = readFileSync(file, 'utf8').matchAll(/"(?<action>[a-z\d-]+:[A-Za-z\d]+)"/g)
  return new Set([...names].map(({ groups }) => groups?.action ?? ''))
}
