// What compiling takes and gives, whatever the target.

import type { Loss } from './loss.ts'

export const custodianActions = ['none', 'mark', 'tag-default'] as const

export type CompileOptions = {
  /** Only these types; globs. Everything the target knows where absent. */
  readonly types?: readonly string[]
  /** What Cloud Custodian does with what it selects. Absent: nothing, it reports. */
  readonly action?: (typeof custodianActions)[number]
  /** For `tag-default`: the value of each tag where it is missing. */
  readonly defaults?: Readonly<Record<string, string>>
}

export type CompiledFile = { readonly name: string; readonly mediaType: string; readonly text: string }
export type Compiled = { readonly files: readonly CompiledFile[]; readonly losses: readonly Loss[] }
