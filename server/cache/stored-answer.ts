// An answer as Redis holds it: until when it is fresh, until when it may be given, its length, and its bytes compressed.

import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { KeptAnswer } from './near-answers.ts'

const headerBytes = 20
/** No answer of ours comes near; it bounds what a foreign value could grow to. */
const mostBytes = 256_000_000
/** A buffer with some room spares a second one that would only find the end. */
const roomBytes = 64
const params = { [constants.ZSTD_c_compressionLevel]: 1 }

export function packAnswer({ value, softUntil, hardUntil }: KeptAnswer): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.writeDoubleLE(softUntil, 0)
  header.writeDoubleLE(hardUntil, 8)
  header.writeUInt32LE(value.byteLength, 16)
  return Buffer.concat([header, zstdCompressSync(value, { params })])
}

/** `null` for what is no whole answer of ours. */
export function unpackAnswer(stored: Buffer): KeptAnswer | null {
  if (stored.byteLength < headerBytes) return null
  const length = stored.readUInt32LE(16)
  if (length > mostBytes) return null
  try {
    const limits = { maxOutputLength: length + roomBytes, chunkSize: length + roomBytes }
    const value = zstdDecompressSync(stored.subarray(headerBytes), limits)
    if (value.byteLength !== length) return null
    return { value, softUntil: stored.readDoubleLE(0), hardUntil: stored.readDoubleLE(8) }
  } catch {
    // Cut off, changed or foreign: it is made again.
    return null
  }
}
