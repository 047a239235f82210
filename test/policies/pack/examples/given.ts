import type { Given } from '../run-rule.ts'

/** Two lists of resources for a rule: with the first it finds exactly one thing, with the second nothing. */
export type Example = { readonly bad: readonly Given[]; readonly good: readonly Given[] }
export type Examples = Readonly<Record<string, Example>>

/** Both of the same type, and only the inputs differ. */
export const inputs = (type: string, bad: object, good: object): Example => ({
  bad: [{ type, props: bad }],
  good: [{ type, props: good }],
})
