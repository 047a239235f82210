// Arguments that are too deep, too long or too many are refused before anything walks through them by recursion.

import { AppError } from '../core/errors.ts'
import type { Metrics } from '../metrics.ts'
import type { Guard, InputProblem } from './guard.ts'

export type InputLimits = {
  readonly depth: number
  readonly stringLength: number
  readonly arrayLength: number
  /** Values and keys in all. */
  readonly size: number
}

export const inputLimits: InputLimits = { depth: 32, stringLength: 100_000, arrayLength: 1000, size: 20_000 }

export function limitInput(metrics: Pick<Metrics, 'inputRejected'>): Guard {
  return ({ inputProblem }) => {
    if (inputProblem === null) return
    metrics.inputRejected.inc({ reason: inputProblem.reason })
    throw new AppError('input_rejected', inputProblem.message, { hint: 'Send less in one call, or several calls.' })
  }
}

/** Walks with a list of its own: a stack would overflow on what is to be found here. */
export function inspectInput(value: unknown, limits: InputLimits): InputProblem | null {
  let level: readonly unknown[] = [value]
  let seen = 0
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.depth) return problem('depth', `are nested more than ${limits.depth} levels deep`)
    seen += level.length
    if (seen > limits.size) return problem('size', `hold more than ${limits.size} values`)
    const next: unknown[] = []
    for (const item of level) {
      const found = inspectOne(item, limits)
      if (found !== null) return found
      for (const child of childrenOf(item)) next.push(child)
    }
    level = next
  }
  return null
}

function inspectOne(item: unknown, { stringLength, arrayLength }: InputLimits): InputProblem | null {
  if (typeof item === 'string' && item.length > stringLength)
    return problem('string_length', `hold a text of ${item.length} characters; the most is ${stringLength}`)
  if (Array.isArray(item) && item.length > arrayLength)
    return problem('array_length', `hold a list of ${item.length} items; the most is ${arrayLength}`)
  return null
}

function childrenOf(item: unknown): readonly unknown[] {
  if (Array.isArray(item)) return item
  return typeof item === 'object' && item !== null ? [...Object.keys(item), ...Object.values(item)] : []
}

const problem = (reason: InputProblem['reason'], what: string): InputProblem => ({
  reason,
  message: `The arguments ${what}.`,
})
