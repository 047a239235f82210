import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

export const packJson = (value: unknown): Buffer => zstdCompressSync(JSON.stringify(value))

/** The caller names the type that it packed. */
export const unpackJson = <T>(packed: Uint8Array): T => JSON.parse(zstdDecompressSync(packed).toString()) as T
