// The policy as it stood on a day of the story.

import { stricterPolicyDay } from './story.ts'

type PolicyFile = { readonly required_tags: readonly { readonly name: string }[] }

/** `shipped` is the parsed `policies/tagging_policy.json`; before the stricter day it did not ask for DataClass. */
export function demoPolicyAt<P extends PolicyFile>(index: number, shipped: P): P {
  if (index >= stricterPolicyDay) return shipped
  return { ...shipped, required_tags: shipped.required_tags.filter(({ name }) => name !== 'DataClass') }
}
