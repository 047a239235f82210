// Raw arguments become what the tool's schema says, or one error that explains everything wrong with them.

import type { Tool } from '../tools/define.ts'
import { explainIssues } from './explain.ts'
import { inputSchemaOf, type JsonSchema } from './json-schema.ts'
import { repair } from './repair.ts'

export type ReadArguments = (given: unknown, options: { readonly forgive: boolean }) => unknown

/** Mending one slip can show the next, such as numbers in a list that came as JSON text. */
const mostRepairs = 3

export function argumentReader(tool: Pick<Tool, 'input'>): ReadArguments {
  let schema: JsonSchema | null = null
  return (given, { forgive }) => {
    let value: unknown = given === undefined || (forgive && given === null) ? {} : given
    for (let round = 0; ; round++) {
      const parsed = tool.input.safeParse(value)
      if (parsed.success) return parsed.data
      const mended = forgive && round < mostRepairs ? repair(value, parsed.error.issues) : null
      if (mended === null) {
        schema ??= inputSchemaOf(tool)
        throw explainIssues(parsed.error.issues, value, schema)
      }
      value = mended.value
    }
  }
}

/** For a call that another process will answer, which may be less forgiving. */
export function forgiveSlips(tool: Pick<Tool, 'input'>, given: unknown): unknown {
  let value: unknown = given ?? {}
  for (let round = 0; round < mostRepairs; round++) {
    const parsed = tool.input.safeParse(value)
    const mended = parsed.success ? null : repair(value, parsed.error.issues)
    if (mended === null) return value
    value = mended.value
  }
  return value
}
