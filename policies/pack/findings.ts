// Questions to one value, and what becomes of the answer.

import { isGiven, isNotKnown, type NotKnown, type Value } from './values.ts'

export { isNotKnown }

/** What is wrong, nothing, or that a preview cannot tell. */
export type Finding = string | null | NotKnown

/** Of something that is not there, `undefined` is asked about. */
export function mustHold(
  value: Value | undefined,
  holds: (value: Value | undefined) => boolean,
  otherwise: string,
): Finding {
  if (isNotKnown(value)) return value
  return holds(value) ? null : otherwise
}

export const mustBe = (value: Value | undefined, wanted: Value, otherwise: string): Finding =>
  mustHold(value, (found) => found === wanted, otherwise)

export const mustNotBe = (value: Value | undefined, refused: Value, otherwise: string): Finding =>
  mustHold(value, (found) => found !== refused, otherwise)

/** Something not known yet is something: it comes from another resource. */
export const mustBeGiven = (value: Value | undefined, otherwise: string): Finding => (isGiven(value) ? null : otherwise)
