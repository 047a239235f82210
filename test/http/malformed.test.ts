import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { malformedRequests } from '../support/malformed-requests.ts'
import { readAnswer, sendBytes } from '../support/raw-http.ts'
import { sampleApp } from '../support/sample-app.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

async function listening() {
  const parts = await sampleApp()
  const port = Number(new URL(await parts.listen()).port)
  return { ...parts, port, isWell: async () => (await fetch(`http://127.0.0.1:${port}/health`)).status === 200 }
}

test(`a thousand malformed requests do no harm (SEED=${seed})`, async () => {
  const { port, isWell, metrics, app } = await listening()
  const sendAll = async (requests: readonly Buffer[]) => {
    for (let at = 0; at < requests.length; at += 20) {
      const group = requests.slice(at, at + 20)
      const answers = await Promise.all(group.map((request) => sendBytes(port, request)))
      for (const [index, answer] of answers.entries()) {
        const said = `${JSON.stringify(group[index]?.toString('latin1').slice(0, 300))} → ${answer.text.slice(0, 300)}`
        expect(answer.status ?? 400, said).toBeLessThan(500)
        expect(answer.wasClosed, said).toBe(true)
      }
    }
  }
  const requests = malformedRequests(seed, 1200)
  await sendAll(requests.slice(0, 200))
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  await sendAll(requests.slice(200))
  collectGarbage()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000)
  expect(await isWell()).toBe(true)
  expect((await metrics.requestsInFlight.get()).values[0]?.value).toBe(0)
  expect(app.server.listening).toBe(true)
})

test('a body without an end is refused long before it has come', async () => {
  const { port, isWell } = await listening()
  const { answer, sentBytes } = await streamForever(port)
  expect(answer.status).toBe(413)
  expect(sentBytes).toBeLessThan(16_000_000)
  expect(await isWell()).toBe(true)
})

describe('hostile headers are answered, and not repeated', () => {
  const post = (header: string) =>
    `POST /api/v1/tools/echo_arguments HTTP/1.1\r\nHost: localhost\r\n${header}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`
  const cases: [header: string, status: number][] = [
    ['X-Request-Id: <script>alert(1)</script>', 200],
    [`X-Request-Id: ${'a'.repeat(5000)}hostile`, 200],
    ['Authorization: Bearer hostile\x80\xff', 200],
    ['X-Forwarded-Host: hostile.example', 200],
    ['X-Forwarded-For: hostile, 1.2.3.4', 200],
    ['Mcp-Protocol-Version: hostile', 200],
    ['Accept: hostile/\x01', 400],
    ['Origin: http://hostile\\.example', 403],
    ['Host: hostile.example', 400],
    ['Content-Encoding: hostile', 200],
    ['Expect: hostile', 417],
    ['X-A: b\r\n hostile', 400],
    ['Transfer-Encoding: chunked', 400],
    [`X-Long: ${'hostile'.repeat(10_000)}`, 431],
  ]
  test.each(cases)('%#', async (header, status) => {
    const { port, isWell } = await listening()
    const answer = await sendBytes(port, Buffer.from(post(header), 'latin1'))
    expect(answer.status, answer.text).toBe(status)
    const repeated = header.startsWith('Origin') ? 0 : answer.text.indexOf('hostile')
    expect(repeated).toBeLessThan(1)
    expect(await isWell()).toBe(true)
  })
})

/** Chunk after chunk, until the server has had enough. */
function streamForever(port: number) {
  return new Promise<{ answer: ReturnType<typeof readAnswer>; sentBytes: number }>((resolve) => {
    const chunk = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`)
    let text = ''
    let sentBytes = 0
    const socket = connect({ host: '127.0.0.1', port })
    const send = () => {
      while (!socket.destroyed && sentBytes < 64_000_000) {
        sentBytes += chunk.length
        if (!socket.write(chunk)) return
      }
      socket.destroy()
    }
    socket.write('POST /api/v1/tools/echo_arguments HTTP/1.1\r\nHost: localhost\r\n')
    socket.write('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n')
    socket.on('data', (data) => {
      text += String(data)
    })
    socket.on('drain', send)
    // The server may close while we write.
    socket.on('error', () => {})
    socket.on('close', () => resolve({ answer: readAnswer(text), sentBytes }))
    send()
  })
}
