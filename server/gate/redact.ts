// Arguments as the log of calls keeps them: enough to see what was asked, never tag values, secrets or whole documents.

const secretName = /token|secret|passw|credential|authorization|api_?key/i
const tagsName = /^tags?$/i
const mostText = 64
const mostItems = 5
const mostFields = 20
const deepest = 4
const longest = 2000

export function redactArguments(value: unknown): string {
  const text = JSON.stringify(shorten(value ?? {}, 0, false))
  return text.length <= longest ? text : JSON.stringify(`${text.slice(0, longest)}…`)
}

function shorten(value: unknown, depth: number, isTagValue: boolean): unknown {
  if (typeof value === 'string') return isTagValue ? '[tag value]' : cut(value)
  if (typeof value !== 'object' || value === null) return isTagValue ? '[tag value]' : value
  if (depth === deepest) return Array.isArray(value) ? '[list]' : '[object]'
  if (Array.isArray(value)) {
    const kept = value.slice(0, mostItems).map((item) => shorten(item, depth + 1, isTagValue))
    return value.length > mostItems ? [...kept, `(${value.length} items)`] : kept
  }
  const fields = Object.entries(value)
  const kept = fields
    .slice(0, mostFields)
    .map(([name, field]) => [cut(name), shortenField(name, field, depth, isTagValue)])
  if (fields.length > mostFields) kept.push(['…', `(${fields.length} fields)`])
  return Object.fromEntries(kept)
}

function shortenField(name: string, field: unknown, depth: number, isTagValue: boolean): unknown {
  if (secretName.test(name)) return '[secret]'
  return shorten(field, depth + 1, isTagValue || tagsName.test(name))
}

const cut = (text: string) =>
  text.length <= mostText ? text : `${text.slice(0, mostText)}…(${text.length} characters)`
