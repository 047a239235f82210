// How an export writes the keys of resource tags: as they are, behind a prefix, or all in small letters.

const prefixes = ['resourceTags/user:', 'resourceTags/', 'user:', 'user_'] as const
export type TagSpelling = (typeof prefixes)[number] | ''

/** By some keys of the export; those of the provider itself say nothing. */
export const spellingOf = (keys: readonly string[]): TagSpelling =>
  prefixes.find((prefix) => keys.some((key) => key.startsWith(prefix))) ?? ''

export function spelled(key: string, spelling: TagSpelling): string {
  return spelling === 'user_' ? `user_${snakeCase(key)}` : `${spelling}${key}`
}

/** Keys as a policy names them, where the export has kept that. */
export const unspelled = (key: string, spelling: TagSpelling): string =>
  key.startsWith(spelling) ? key.slice(spelling.length) : key

/** `user_` exports make `CostCenter` and `cost-center` one: `cost_center`. */
const snakeCase = (key: string): string =>
  key
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^\p{L}\d]+/gu, '_')
    .toLowerCase()
