import type { Period } from '../ports.ts'

export type Bounds = { readonly since: string; readonly until: string }

/** `~` sorts after every date. */
export const boundsOf = ({ since = '', until = '~' }: Partial<Period>): Bounds => ({ since, until })
