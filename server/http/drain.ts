// While the server shuts down: what runs is answered, and no connection outlives its answer.

import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

export function closeConnectionsWhenDraining(app: FastifyInstance): void {
  let isDraining = false
  // Node does not count a connection as idle before its first request; browsers open some ahead of need.
  const unused = new Set<Socket>()
  app.server.on('connection', (socket) => {
    if (isDraining) socket.destroy()
    else unused.add(socket.once('close', () => unused.delete(socket)))
  })
  app.server.on('request', ({ socket }) => unused.delete(socket))

  app.addHook('onSend', async (_request, reply) => {
    if (isDraining) reply.header('connection', 'close')
  })
  app.addHook('preClose', async () => {
    isDraining = true
    for (const socket of unused) socket.destroy()
  })
}
