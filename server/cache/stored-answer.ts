// An answer as Redis holds it: until when it is fresh and until when it may be given, then its bytes, compressed.

import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { KeptAnswer } from './near-answers.ts'

const headerBytes = 16
/** No answer of ours comes near; it bounds what a foreign value could grow to. */
const mostBytes = 256_000_000
const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = constants
const params = { [ZSTD_c_compressionLevel]: 1, [ZSTD_c_checksumFlag]: 1 }

export function packAnswer({ value, softUntil, hardUntil }: KeptAnswer): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.writeDoubleLE(softUntil, 0)
  header.writeDoubleLE(hardUntil, 8)
  return Buffer.concat([header, zstdCompressSync(value, { params })])
}

/** `null` for what is no whole answer of ours. */
export function unpackAnswer(stored: Buffer): KeptAnswer | null {
  if (stored.byteLength < headerBytes) return null
  try {
    return {
      value: zstdDecompressSync(stored.subarray(headerBytes), { maxOutputLength: mostBytes }),
      softUntil: stored.readDoubleLE(0),
      hardUntil: stored.readDoubleLE(8),
    }
  } catch {
    // Cut off, changed or foreign: it is made again.
    return null
  }
}
