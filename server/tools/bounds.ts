// Answers are bounded: texts of others are cut, lists end where there is no more room, and both say so.

const marks = (missing: number, what: string) => `… ${missing} more ${what}`

/** Bytes as they are sent: of control characters JSON makes six. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** What the provider allows is never cut: keys have 128 characters, values 256, of up to four bytes. */
export const longest = { id: 4100, value: 1030, key: 520, name: 160 } as const

/** At most so many bytes, and about as many more for the note that something is missing. */
export function cut(text: string, bytes: number): string {
  if (text.length * 6 <= bytes || bytesOf(text) - 2 <= bytes) return text
  let left = bytes
  let kept = ''
  for (const character of text.slice(0, bytes)) {
    left -= bytesOf(character) - 2
    if (left < 0) break
    kept += character
  }
  return `${kept}${marks(text.length - kept.length, 'characters')}`
}

/** Some of the texts, and a last one that says how many more there are. */
export function cutList(texts: readonly string[], items: number, bytes: number = longest.name): string[] {
  const kept = texts.slice(0, items).map((text) => cut(text, bytes))
  return texts.length > items ? [...kept, marks(texts.length - items, 'of them')] : kept
}

const harderAndHarder = [longest.value, 256, 96, 32]

/** Tags, or the like, in so many bytes: first values get shorter, then tags are left out. */
export function cutTags(tags: Readonly<Record<string, string>>, bytes: number): Record<string, string> {
  const entries = Object.entries(tags).slice(0, bytes / 8)
  const left = Object.keys(tags).length - entries.length
  for (const most of harderAndHarder) {
    const cutEntries = entries.map(([key, value]) => [cut(key, Math.min(most, longest.key)), cut(value, most)] as const)
    if (left === 0 && bytesOf(cutEntries) <= bytes) return Object.fromEntries(cutEntries)
  }
  const kept = fitting(
    entries.map(([key, value]) => [cut(key, 32), cut(value, 32)] as const),
    bytes,
  )
  return Object.fromEntries([...kept, ['…', `${entries.length + left - kept.length} more`]])
}

/** The first ones that fit: at least one, however large, so that a cursor always gets on. */
export function fitting<T>(rows: readonly T[], bytes: number): T[] {
  let left = bytes
  const end = rows.findIndex((one, index) => {
    left -= bytesOf(one) + 1
    return index > 0 && left < 0
  })
  return end < 0 ? [...rows] : rows.slice(0, end)
}

/** Of 6,000 tokens, and of 20,000, at four bytes a token; the rest is for the sentence beside it. */
const answerBytes = { small: 23_000, large: 78_000 } as const

/** What is left for the rows of an answer that says `head` as well. */
export const roomBeside = (head: object, size: keyof typeof answerBytes): number => answerBytes[size] - bytesOf(head)
