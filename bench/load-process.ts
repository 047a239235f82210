// The other end of `startLoad`.
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Batch, Sent } from './load.ts'

const agent = new Agent({ keepAlive: true })

function sendOne({ url, headers, body }: Batch): Promise<number> {
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body))
    const sent = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': length } },
      (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode === 200 ? 0 : 1))
      },
    )
    sent.on('error', reject).end(body)
  })
}

async function sendAll(batch: Batch): Promise<Sent> {
  let left = batch.requests
  let refused = 0
  const latenciesMs: number[] = []
  const worker = async () => {
    while (left-- > 0) {
      const startedAt = performance.now()
      refused += await sendOne(batch)
      latenciesMs.push(performance.now() - startedAt)
      if (batch.pauseMs > 0) await wait(batch.pauseMs)
    }
  }
  await Promise.all(Array.from({ length: batch.connections }, worker))
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  return { refused, p99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN }
}

// Sent by `startLoad` alone, in exactly this shape.
process.on('message', async (batch) => {
  process.send?.(await sendAll(batch as Batch))
})
process.send?.('ready')
