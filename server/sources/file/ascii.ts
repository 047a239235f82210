// The bytes that structure JSON and CSV.

export const tab = 0x09
export const lineFeed = 0x0a
export const carriageReturn = 0x0d
export const space = 0x20
export const quote = 0x22
export const comma = 0x2c
export const openBracket = 0x5b
export const backslash = 0x5c
export const closeBracket = 0x5d
export const openBrace = 0x7b
export const closeBrace = 0x7d

/** White space as JSON has it. */
export function isWhite(byte: number | undefined): boolean {
  return byte === space || byte === lineFeed || byte === carriageReturn || byte === tab
}

/** A table by byte, 0 for the rest: loops over every byte look at it alone, since imported names are slow there. */
export function tableOf(meanings: Readonly<Record<number, number>>): Uint8Array {
  const table = new Uint8Array(256)
  for (const [byte, meaning] of Object.entries(meanings)) table[Number(byte)] = meaning
  return table
}
