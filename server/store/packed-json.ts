import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** With a checksum, which unpacking compares. */
export const packJson = (value: unknown): Buffer =>
  zstdCompressSync(JSON.stringify(value), { params: { [constants.ZSTD_c_checksumFlag]: 1 } })

/** The caller names the type that it packed. */
export const unpackJson = <T>(packed: Uint8Array): T => JSON.parse(zstdDecompressSync(packed).toString()) as T
