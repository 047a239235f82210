/** As a spreadsheet reads it: records of cells. */
export function parseCsv(text: string): string[][] {
  const cells = text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/g)
  const records: string[][] = [[]]
  for (const [, raw = '', end] of cells) {
    records.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw)
    if (end !== ',') records.push([])
  }
  return records.filter((record) => record.some((cell) => cell !== ''))
}
