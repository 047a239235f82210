// Text in aligned columns, for terminals and Markdown alike.

export type Align = 'left' | 'right'
export type TextTable = {
  readonly header: readonly string[]
  readonly align: readonly Align[]
  readonly rows: readonly (readonly string[])[]
}

export function alignedLines({ header, align, rows }: TextTable): string[] {
  const widths = header.map((title, column) => Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map(width)))
  return [header, ...rows].map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, align[column] ?? 'left'))
      .join('  ')
      .trimEnd(),
  )
}

/** Columns on a terminal: code points are near enough for names of clouds. */
const width = (text: string): number => [...text].length

function pad(text: string, size: number, align: Align): string {
  const blanks = ' '.repeat(Math.max(0, size - width(text)))
  return align === 'right' ? blanks + text : text + blanks
}

export function markdownTable({ header, align, rows }: TextTable): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownCell).join(' | ')} |`
  const rule = `|${align.map((side) => (side === 'right' ? '---:' : '---')).join('|')}|`
  return [line(header), rule, ...rows.map(line)]
}

/** Somebody else's text inside a line of Markdown: shown as it is, never as markup nor as a link. */
export function markdownCell(text: string): string {
  return printable(text)
    .replaceAll(/[\\`*_[\]<>|~&]/g, (character) => `\\${character}`)
    .replaceAll('://', ':\\//')
    .replaceAll(/www(?=\.)/gi, '$&\\')
}

/** Control characters, line breaks and direction marks could forge lines or hide text; they are shown as codes. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\u{${code.toString(16)}}`
  })
}
