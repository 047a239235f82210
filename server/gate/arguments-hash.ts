import { hash } from 'node:crypto'

export const sha256 = (text: string): string => `sha256:${hash('sha256', text, 'hex')}`

/** Equal for equal arguments, in whatever order their fields are written. Depth was limited before. */
export const hashArguments = (value: unknown): string => sha256(canonicalJson(value ?? {}))

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`
}
