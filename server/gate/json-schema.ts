// JSON Schema of a tool's arguments and answers, made from zod when it is first needed.

import { Ajv2020 } from 'ajv/dist/2020.js'
import { z } from 'zod'
import type { Tool } from '../tools/define.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

export const inputSchemaOf = (tool: Pick<Tool, 'input'>): JsonSchema => z.toJSONSchema(tool.input, { io: 'input' })
export const outputSchemaOf = (tool: Pick<Tool, 'output'>): JsonSchema => z.toJSONSchema(tool.output, { io: 'output' })

/** `null` for an answer that keeps to the schema, else what is wrong with it. */
export type OutputCheck = (data: unknown) => string | null

/** The same schema that clients are given, so that what passes here passes there. Extra fields do not pass. */
export function compileOutputCheck(tool: Pick<Tool, 'output'>): OutputCheck {
  // A schema that zod made is valid; checking that takes longer than compiling it, in the first call of each tool.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false })
  const validate = ajv.compile(outputSchemaOf(tool))
  return (data) => (validate(data) ? null : ajv.errorsText(validate.errors, { dataVar: 'answer' }))
}
