// Node's zstd decoder ends without a word after the first frame when one chunk holds the end of it and the start of the
// next (Node 24). Chunks that end where a frame ends are decoded in full, so the frames are walked here, not decoded.

export async function* endChunksWithFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const walker = createWalker()
  for await (const chunk of chunks) {
    let start = 0
    while (start < chunk.length) {
      const end = walker.findFrameEnd(chunk, start)
      yield chunk.subarray(start, end)
      start = end
    }
  }
}

/** Asks for so many bytes at a time and is given the first four of them. */
type FrameWalk = Generator<number, void, Buffer>

function createWalker() {
  const firstFour = Buffer.alloc(4)
  let walk: FrameWalk | null = null
  let wanted = 0
  let taken = 0

  /** Where the frame ends in this chunk; the end of the chunk if the frame goes on. */
  function findFrameEnd(chunk: Buffer, from: number): number {
    let at = from
    for (;;) {
      if (taken === wanted) {
        walk ??= walkFrame()
        const next = walk.next(firstFour)
        if (next.done) return endFrame(at)
        wanted = next.value
        taken = 0
      }
      const length = Math.min(wanted - taken, chunk.length - at)
      if (taken < 4) chunk.copy(firstFour, taken, at, at + length)
      taken += length
      at += length
      if (taken < wanted) return at
    }
  }

  function endFrame(at: number): number {
    walk = null
    wanted = 0
    taken = 0
    return at
  }

  return { findFrameEnd }
}

/** RFC 8878, section 3.1. */
function* walkFrame(): FrameWalk {
  const magic = (yield 4).readUInt32LE(0)
  if (isSkippableMagic(magic)) {
    yield (yield 4).readUInt32LE(0)
    return
  }
  if (magic !== 0xfd2fb528) throw new Error('something that is not zstd follows a zstd frame')
  const descriptor = (yield 1).readUInt8(0)
  yield restOfHeaderBytes(descriptor)
  for (let isLast = false; !isLast; ) {
    const block = (yield 3).readUIntLE(0, 3)
    isLast = (block & 1) === 1
    const isRepeatedByte = ((block >> 1) & 3) === 1
    yield isRepeatedByte ? 1 : block >> 3
  }
  const hasChecksum = (descriptor & 4) !== 0
  if (hasChecksum) yield 4
}

export function isSkippableMagic(magic: number): boolean {
  return magic >= 0x184d2a50 && magic <= 0x184d2a5f
}

function restOfHeaderBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0
  const windowBytes = isSingleSegment ? 0 : 1
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  return windowBytes + dictionaryBytes + sizeBytes
}
