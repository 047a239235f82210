import { randomBytes } from 'node:crypto'

const kinds = { snapshot: 'snap', audit: 'aud', schedule: 'sch' } as const

/** Sorts by time and tells its kind: `aud_mh2k9x3f-5c1e9a0b7d`. */
export function newId(kind: keyof typeof kinds, now: number): string {
  return `${kinds[kind]}_${now.toString(36)}-${randomBytes(5).toString('hex')}`
}
