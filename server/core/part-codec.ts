// A part as bytes and back: columns one after the other, each as narrow as its numbers allow, packed with zstd.

import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Texts } from './byte-dictionary.ts'
import type { Part } from './columns.ts'
import { AppError } from './errors.ts'

/** Named in every part, so that a later form can be told from this one. */
export const partCodec = 'columns-1'

type Width = 1 | 2 | 4
type Section =
  | { readonly name: string; readonly kind: 'bytes'; readonly length: number }
  | { readonly name: string; readonly kind: 'integers'; readonly length: number; readonly width: Width }
  /** `stored = number × scale + 1`, 0 for an unknown number; with scale 0 the 64-bit floats as they are. */
  | { readonly name: string; readonly kind: 'numbers'; readonly length: number; readonly scale: number }

const textFields = ['types', 'accounts', 'regions', 'keys', 'tagValues', 'idStarts', 'idRests', 'extras'] as const
const shortFields = [
  'typeIds',
  'accountIds',
  'regionIds',
  'idStartIds',
  'tagSetIds',
  'nameIds',
  'stateIds',
  'sourcesIds',
] as const
const longFields = ['setOffsets', 'setTags', 'tagKeys'] as const
const numberFields = ['createdAt', 'monthlyCosts'] as const

export function encodePart(part: Part): Buffer {
  const writer = new Writer()
  for (const name of textFields) {
    writer.integers(`${name}.lengths`, lengthsOf(part[name]))
    writer.bytes(`${name}.bytes`, part[name].bytes)
  }
  for (const name of [...shortFields, ...longFields]) writer.integers(name, part[name])
  for (const name of numberFields) writer.numbers(name, part[name])
  writer.bytes('managed', part.managed)
  return zstdCompressSync(writer.finish(part.count), {
    // With a checksum, so that a part that was changed does not pass for another one.
    params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
  })
}

export function decodePart(packed: Uint8Array): Part {
  const reader = new Reader(zstdDecompressSync(packed))
  const texts = (name: string): Texts => ({
    offsets: offsetsOf(reader.integers(`${name}.lengths`)),
    bytes: reader.bytes(`${name}.bytes`),
  })
  const fields = [
    ...textFields.map((name) => [name, texts(name)] as const),
    ...shortFields.map((name) => [name, Uint16Array.from(reader.integers(name))] as const),
    ...longFields.map((name) => [name, Uint32Array.from(reader.integers(name))] as const),
    ...numberFields.map((name) => [name, reader.numbers(name)] as const),
  ]
  // The lists above name every field of a part but these two.
  return { count: reader.count, managed: reader.bytes('managed'), ...Object.fromEntries(fields) } as Part
}

function lengthsOf({ offsets }: Texts): Uint32Array {
  return Uint32Array.from({ length: offsets.length - 1 }, (_, at) => (offsets[at + 1] ?? 0) - (offsets[at] ?? 0))
}

function offsetsOf(lengths: ArrayLike<number>): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1)
  for (let at = 0; at < lengths.length; at++) offsets[at + 1] = (offsets[at] ?? 0) + (lengths[at] ?? 0)
  return offsets
}

class Writer {
  private readonly sections: Section[] = []
  private readonly chunks: Uint8Array[] = []

  bytes(name: string, bytes: Uint8Array): void {
    this.sections.push({ name, kind: 'bytes', length: bytes.length })
    this.chunks.push(bytes)
  }

  integers(name: string, numbers: Uint8Array | Uint16Array | Uint32Array): void {
    const { length } = numbers
    const width = widthFor(numbers)
    this.sections.push({ name, kind: 'integers', length, width })
    this.chunks.push(planes(numbers, width))
  }

  numbers(name: string, numbers: Float64Array): void {
    const { length } = numbers
    const scale = scales.find((candidate) => numbers.every((number) => fits(number, candidate))) ?? 0
    this.sections.push({ name, kind: 'numbers', length, scale })
    if (scale === 0) this.chunks.push(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
    else
      this.chunks.push(
        planes(
          Uint32Array.from(numbers, (number) => stored(number, scale)),
          4,
        ),
      )
  }

  finish(count: number): Buffer {
    const header = Buffer.from(JSON.stringify({ codec: partCodec, count, sections: this.sections }))
    const length = Buffer.alloc(4)
    length.writeUInt32LE(header.length)
    return Buffer.concat([length, header, ...this.chunks])
  }
}

/** Whole seconds of milliseconds, whole units, cents. */
const scales = [0.001, 1, 100]

function fits(number: number, scale: number): boolean {
  if (Number.isNaN(number)) return true
  const whole = Math.round(number * scale)
  return whole >= 0 && whole < 0xffffffff && whole / scale === number
}

const stored = (number: number, scale: number): number => (Number.isNaN(number) ? 0 : Math.round(number * scale) + 1)

function widthFor(numbers: ArrayLike<number>): Width {
  let largest = 0
  for (let at = 0; at < numbers.length; at++) largest = Math.max(largest, numbers[at] ?? 0)
  return largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4
}

/** All lowest bytes, then all next ones: like stands beside like, which packs far better. */
function planes(numbers: ArrayLike<number>, width: Width): Uint8Array {
  const { length } = numbers
  const bytes = new Uint8Array(length * width)
  for (let plane = 0; plane < width; plane++) {
    for (let at = 0; at < length; at++) bytes[plane * length + at] = (numbers[at] ?? 0) >>> (plane * 8)
  }
  return bytes
}

class Reader {
  readonly count: number
  private readonly bytesOf = new Map<string, { section: Section; bytes: Uint8Array }>()

  constructor(raw: Buffer) {
    const bodyAt = 4 + raw.readUInt32LE(0)
    // Written by `Writer.finish`.
    const header = JSON.parse(raw.toString('utf8', 4, bodyAt)) as { codec: string; count: number; sections: Section[] }
    if (header.codec !== partCodec) {
      throw new AppError(
        'unreadable',
        `A stored part has the form "${header.codec}"; this version reads "${partCodec}".`,
      )
    }
    this.count = header.count
    let at = bodyAt
    for (const section of header.sections) {
      const size = section.length * bytesPer(section)
      this.bytesOf.set(section.name, { section, bytes: raw.subarray(at, at + size) })
      at += size
    }
  }

  bytes(name: string): Uint8Array {
    // A copy: a view would keep the whole part alive for the sake of one column.
    return Uint8Array.from(this.section(name).bytes)
  }

  integers(name: string): Uint32Array {
    const { section, bytes } = this.section(name)
    return joinPlanes(bytes, section.length, bytesPer(section))
  }

  numbers(name: string): Float64Array {
    const { section, bytes } = this.section(name)
    const scale = section.kind === 'numbers' ? section.scale : 0
    if (scale === 0) return new Float64Array(Uint8Array.from(bytes).buffer)
    return Float64Array.from(joinPlanes(bytes, section.length, 4), (whole) =>
      whole === 0 ? Number.NaN : (whole - 1) / scale,
    )
  }

  private section(name: string) {
    const found = this.bytesOf.get(name)
    if (!found) throw new AppError('unreadable', `A stored part has no column "${name}".`)
    return found
  }
}

function bytesPer(section: Section): number {
  if (section.kind === 'bytes') return 1
  if (section.kind === 'integers') return section.width
  return section.scale === 0 ? 8 : 4
}

function joinPlanes(bytes: Uint8Array, length: number, width: number): Uint32Array {
  const numbers = new Uint32Array(length)
  for (let at = 0; at < length; at++) {
    let number = 0
    for (let plane = width - 1; plane >= 0; plane--) number = number * 256 + (bytes[plane * length + at] ?? 0)
    numbers[at] = number
  }
  return numbers
}
