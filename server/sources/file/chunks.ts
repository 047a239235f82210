// Looking at the start of a stream before deciding how to read it.

/** Gives `read` the first bytes (`size` of them, fewer only in a shorter stream) and the whole stream, head included. */
export async function* withHead<T>(
  chunks: AsyncIterable<Buffer>,
  size: number,
  read: (head: Buffer, all: AsyncIterable<Buffer>) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const iterator = chunks[Symbol.asyncIterator]()
  try {
    const head = await readHead(iterator, size)
    yield* read(head, resume(head, iterator))
  } finally {
    // `read` may throw before it takes anything; the file must be closed then, too.
    await iterator.return?.()
  }
}

async function readHead(iterator: AsyncIterator<Buffer>, size: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  while (length < size) {
    const next = await iterator.next()
    if (next.done) break
    if (pieces.length === 0 && next.value.length >= size) return next.value
    // Asking for more takes the memory of a chunk back.
    pieces.push(Buffer.from(next.value))
    length += next.value.length
  }
  return Buffer.concat(pieces)
}

async function* resume(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head
  yield* { [Symbol.asyncIterator]: () => iterator }
}

/** `count` bytes are never more than the first chunk holds: `withHead` sees to that. */
export async function* dropFirst(count: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = count
  for await (const chunk of chunks) {
    yield left === 0 ? chunk : chunk.subarray(left)
    left = 0
  }
}
