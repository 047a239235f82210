import type { Tags } from '../tags.ts'

/** Docker has labels where a cloud has tags. */
export const labelsOf = (tags: Tags) => Object.entries(tags).map(([label, value]) => ({ label, value }))
