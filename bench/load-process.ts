// The other end of `startLoad`.
import { Agent, request } from 'node:http'
import type { Batch } from './load.ts'

const connections = 16
const agent = new Agent({ keepAlive: true, maxSockets: connections })

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

async function sendAll(batch: Batch): Promise<number> {
  let left = batch.requests
  let refused = 0
  const worker = async () => {
    while (left-- > 0) refused += await sendOne(batch)
  }
  await Promise.all(Array.from({ length: connections }, worker))
  return refused
}

// Sent by `startLoad` alone, in exactly this shape.
process.on('message', async (batch) => {
  const refused = await sendAll(batch as Batch)
  process.send?.(refused)
})
process.send?.('ready')
