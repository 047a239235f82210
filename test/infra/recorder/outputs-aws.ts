import type { Outputs } from './outputs.ts'

export const cloudOutputs: Outputs = {}
