/** The tags that our own policy demands of a resource. */
export type Tags = Readonly<Record<string, string>>

/** Of what stores data the policy also wants to know how sensitive that is. */
export function dataTags(tags: Tags, dataClass: 'internal' | 'confidential'): Tags {
  return { ...tags, DataClass: dataClass }
}
