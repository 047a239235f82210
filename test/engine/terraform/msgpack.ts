// MessagePack, as far as Terraform's values need it; an unknown value is an extension.

import type { Loose } from '../wire/messages.ts'
import { unknown } from '../wire/values.ts'

export function pack(value: Loose): Buffer {
  if (value === null || value === undefined) return Buffer.from([0xc0])
  if (value === unknown) return Buffer.from([0xd4, 0, 0])
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2])
  if (typeof value === 'number') return packNumber(value)
  if (typeof value === 'string') return Buffer.concat([sized(0xdb, Buffer.byteLength(value)), Buffer.from(value)])
  if (Array.isArray(value)) return Buffer.concat([sized(0xdd, value.length), ...value.map(pack)])
  const entries = Object.entries(value)
  return Buffer.concat([sized(0xdf, entries.length), ...entries.flat().map(pack)])
}

function packNumber(value: number): Buffer {
  const bytes = Buffer.alloc(9)
  if (Number.isSafeInteger(value)) {
    bytes[0] = 0xd3
    bytes.writeBigInt64BE(BigInt(value), 1)
  } else {
    bytes[0] = 0xcb
    bytes.writeDoubleBE(value, 1)
  }
  return bytes
}

function sized(tag: number, length: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes[0] = tag
  bytes.writeUInt32BE(length, 1)
  return bytes
}

export const unpack = (bytes: Buffer): Loose => new Reader(bytes).value()

class Reader {
  private at = 0
  private readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  value(): Loose {
    const tag = this.number(1)
    if (tag < 0x80) return tag
    if (tag < 0x90) return this.map(tag & 0x0f)
    if (tag < 0xa0) return this.list(tag & 0x0f)
    if (tag < 0xc0) return this.text(tag & 0x1f)
    if (tag >= 0xe0) return tag - 256
    const read = this.tagged[tag]
    if (read === undefined) throw new Error(`MessagePack: no tag ${tag.toString(16)} expected`)
    return read()
  }

  private readonly tagged: Readonly<Record<number, () => Loose>> = {
    192: () => null,
    194: () => false,
    195: () => true,
    // Extensions: whatever is known of it, the value itself is not.
    199: () => this.unknown(this.number(1)),
    202: () => this.bytes.readFloatBE(this.skip(4)),
    203: () => this.bytes.readDoubleBE(this.skip(8)),
    204: () => this.number(1),
    205: () => this.number(2),
    206: () => this.number(4),
    207: () => Number(this.bytes.readBigUInt64BE(this.skip(8))),
    208: () => this.bytes.readInt8(this.skip(1)),
    209: () => this.bytes.readInt16BE(this.skip(2)),
    210: () => this.bytes.readInt32BE(this.skip(4)),
    211: () => Number(this.bytes.readBigInt64BE(this.skip(8))),
    212: () => this.unknown(1),
    217: () => this.text(this.number(1)),
    218: () => this.text(this.number(2)),
    219: () => this.text(this.number(4)),
    220: () => this.list(this.number(2)),
    221: () => this.list(this.number(4)),
    222: () => this.map(this.number(2)),
    223: () => this.map(this.number(4)),
  }

  private skip(length: number): number {
    this.at += length
    return this.at - length
  }

  private unknown(length: number): string {
    this.skip(length + 1)
    return unknown
  }

  private number = (length: number): number => this.bytes.readUIntBE(this.skip(length), length)
  private text = (length: number): string => this.bytes.toString('utf8', this.skip(length), this.at)
  private list = (length: number): Loose[] => Array.from({ length }, () => this.value())
  private map = (length: number): Loose =>
    Object.fromEntries(Array.from({ length }, () => [this.value(), this.value()] as const))
}
