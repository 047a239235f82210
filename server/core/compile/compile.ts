// One policy in the words of other tools, each with the list of what it cannot say.

import type { PolicyDocument } from '../policy-schema.ts'
import { compileConfig } from './aws-config.ts'
import { compileTagPolicy } from './aws-tag-policy.ts'
import type { Compiled, CompileOptions } from './compiled.ts'
import { compileCustodian } from './custodian.ts'
import { compileRego } from './rego.ts'
import { compileScp } from './scp.ts'

export const compileTargets = ['custodian', 'aws-tag-policy', 'scp', 'aws-config', 'rego'] as const
export type CompileTarget = (typeof compileTargets)[number]

export type CompiledPolicy = Compiled & { readonly target: CompileTarget }

export function compilePolicy(
  document: PolicyDocument,
  target: CompileTarget,
  options: CompileOptions = {},
): CompiledPolicy {
  return { target, ...compileFor(target, document, options) }
}

function compileFor(target: CompileTarget, document: PolicyDocument, options: CompileOptions): Compiled {
  switch (target) {
    case 'custodian':
      return compileCustodian(document, options)
    case 'aws-tag-policy':
      return compileTagPolicy(document, options)
    case 'scp':
      return compileScp(document, options)
    case 'aws-config':
      return compileConfig(document, options)
    case 'rego':
      return compileRego(document)
    default:
      return target satisfies never
  }
}
