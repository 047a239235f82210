// Which call of AWS a request is, whatever its protocol.

import type { IncomingMessage } from 'node:http'

export type Call = {
  /** As in the credential that signed it. */
  readonly service: string
  readonly region: string
  /** The access key that signed it. */
  readonly key: string
  /** As the SDK's command, or as method and path where the protocol names none. */
  readonly call: string
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export function callOf(request: IncomingMessage, body: string): Call {
  const [, key = '', region = '', service = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)/.exec(request.headers.authorization ?? '') ?? []
  const target = request.headers['x-amz-target']
  if (typeof target === 'string') return { service, region, key, call: target.split('.').at(-1) ?? '' }
  if (isQuery(request)) return { service, region, key, call: new URLSearchParams(body).get('Action') ?? '' }
  return { service, region, key, call: `${request.method} ${(request.url ?? '').split('?', 1)[0]}` }
}

export const isQuery = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
