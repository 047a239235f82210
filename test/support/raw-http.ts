// Bytes to a port, and whatever comes back: for requests that no client would send.

import { connect } from 'node:net'

export type RawAnswer = {
  /** `null` where the connection was closed without an answer. */
  readonly status: number | null
  readonly text: string
  /** Whether the server ended the connection by itself in time. */
  readonly wasClosed: boolean
}

const patienceMs = 3000

/** Writes everything, says that nothing more comes, and reads to the end. */
export function sendBytes(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect({ host: '127.0.0.1', port })
    const finish = (wasClosed: boolean) => {
      socket.destroy()
      resolve({ ...readAnswer(Buffer.concat(chunks).toString('latin1')), wasClosed })
    }
    socket.setTimeout(patienceMs, () => finish(false))
    socket.on('data', (chunk) => chunks.push(chunk))
    // A reset is an end too.
    socket.on('error', () => finish(true))
    socket.on('close', () => finish(true))
    socket.end(bytes)
  })
}

export function readAnswer(text: string): { readonly status: number | null; readonly text: string } {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]
  return { status: status === undefined ? null : Number(status), text }
}
