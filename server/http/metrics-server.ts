// Metrics on a port of their own, so that whoever routes the main port to the Internet does not route these.

import { createServer, type Server } from 'node:http'
import type { Metrics } from '../metrics.ts'

export function createMetricsServer({ registry }: Pick<Metrics, 'registry'>): Server {
  return createServer((request, response) => {
    const path = request.url?.split('?', 1)[0]
    if (path !== '/metrics') return response.writeHead(404).end('The metrics are at /metrics.\n')
    if (request.method !== 'GET') return response.writeHead(405, { allow: 'GET' }).end()
    return registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end('The metrics cannot be read.\n'),
    )
  })
}
