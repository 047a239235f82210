// A bucket over HTTP, as far as an export is read from one: pages of a listing, objects with ETags, its own region, and
// the faults that moto does not have.

import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type S3Fault = 'cut' | 'gone' | 'replaced' | 'denied'
type Stored = { readonly body: Buffer; readonly modified: string }

export async function startS3({
  region = 'eu-west-1',
  pageSize = 1000,
}: {
  readonly region?: string
  readonly pageSize?: number
} = {}) {
  const objects = new Map<string, Stored>()
  const faults: S3Fault[] = []
  const downloads: string[] = []
  let lists = 0
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://s3')
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'))
    if (!String(request.headers.authorization).includes(`/${region}/s3/`)) elsewhere(response, region)
    else if (key === '') list(url.searchParams, response)
    else get(key, request, response)
  })

  function list(asked: URLSearchParams, response: ServerResponse): void {
    lists += 1
    sendXml(response, 200, listing(asked))
  }

  function listing(asked: URLSearchParams): string {
    const keys = [...objects.keys()].filter((key) => key.startsWith(asked.get('prefix') ?? '')).toSorted()
    const from = Number(asked.get('continuation-token') ?? 0)
    const more = from + pageSize < keys.length
    const next = more ? `<NextContinuationToken>${from + pageSize}</NextContinuationToken>` : ''
    const contents = keys.slice(from, from + pageSize).map((key) => {
      const { body, modified } = objects.get(key) ?? missing
      const facts = `<LastModified>${modified}</LastModified><ETag>${etagOf(body)}</ETag><Size>${body.length}</Size>`
      return `<Contents><Key>${key}</Key>${facts}</Contents>`
    })
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`
  }

  function get(key: string, request: IncomingMessage, response: ServerResponse): void {
    const fault = faults.shift()
    if (fault === 'gone') objects.delete(key)
    if (fault === 'replaced') objects.set(key, { ...missing, body: Buffer.concat([bodyOf(key), Buffer.from('x')]) })
    const stored = objects.get(key)
    const wanted = request.headers['if-match']
    if (fault === 'denied') refuse(response, 403, 'AccessDenied')
    else if (stored === undefined) refuse(response, 404, 'NoSuchKey')
    else if (wanted !== undefined && wanted !== etagOf(stored.body)) refuse(response, 412, 'PreconditionFailed')
    else send(key, stored.body, fault === 'cut', response)
  }

  function send(key: string, body: Buffer, isCut: boolean, response: ServerResponse): void {
    downloads.push(key)
    response.writeHead(200, { 'content-length': body.length, etag: etagOf(body) })
    if (isCut) response.write(body.subarray(0, body.length / 2), () => response.destroy())
    else response.end(body)
  }

  const bodyOf = (key: string): Buffer => (objects.get(key) ?? missing).body

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    downloads,
    lists: () => lists,
    put: (key: string, body: string | Buffer, modified = '2026-11-02T00:00:00.000Z') =>
      void objects.set(key, { body: Buffer.from(body), modified }),
    remove: (key: string) => void objects.delete(key),
    /** The next downloads fail, one each. */
    fail: (...next: readonly S3Fault[]) => void faults.push(...next),
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

const missing: Stored = { body: Buffer.alloc(0), modified: '2026-11-02T00:00:00.000Z' }
const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`

function elsewhere(response: ServerResponse, region: string): void {
  response.setHeader('x-amz-bucket-region', region)
  refuse(response, 301, 'PermanentRedirect')
}

const refuse = (response: ServerResponse, status: number, code: string): void =>
  sendXml(response, status, `<Error><Code>${code}</Code></Error>`)

function sendXml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${body}`)
}
