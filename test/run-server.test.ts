import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { runToEnd, startServer } from './support/server-process.ts'

const call = (url: string, tool: string, given: object) =>
  fetch(`${url}/api/v1/tools/${tool}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(given),
  })

/** A port that somebody else listens on. */
async function takenPort(): Promise<number> {
  const other = createServer()
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
  onTestFinished(() => void other.close())
  const address = other.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const isRefused = (url: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) })
    socket.on('error', () => resolve(true))
    socket.on('connect', () => {
      socket.destroy()
      resolve(false)
    })
  })

test('it answers, and its metrics are on a port of their own', async () => {
  const { url, metricsUrl } = await startServer()
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  expect((await fetch(`${url}/metrics`)).status).toBe(404)
  const metrics = await fetch(metricsUrl)
  expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  expect(await metrics.text()).toContain('tagwarden_requests_total')
  expect((await fetch(metricsUrl.replace('/metrics', '/'))).status).toBe(404)
  expect((await fetch(metricsUrl, { method: 'POST' })).status).toBe(405)
})

test('SIGTERM: no new connections, what runs is finished, everything closed, exit 0', async () => {
  const { url, signal, ended } = await startServer()
  const running = call(url, 'wait_for_caller', { ms: 1000 })
  await sleep(300)
  signal('SIGTERM')
  await sleep(200)
  expect(await isRefused(url)).toBe(true)
  const answer = await running
  expect(answer.status).toBe(200)
  expect(answer.headers.get('connection')).toBe('close')
  expect(await ended).toMatchObject({ status: 0, err: expect.stringMatching(/closed\n$/) })
})

test('an idle connection does not hold it up', async () => {
  const { url, signal, ended } = await startServer()
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await new Promise((connected) => socket.once('connect', connected))
  await fetch(`${url}/health/live`)
  signal('SIGINT')
  const stoppedAt = Date.now()
  expect((await ended).status).toBe(0)
  expect(Date.now() - stoppedAt).toBeLessThan(3000)
})

test('what does not end in time is cut off, and it still exits 0 within 10 s', async () => {
  const { url, signal, ended } = await startServer()
  const running = call(url, 'wait_for_caller', { ms: 20_000 }).catch(() => 'cut off')
  await sleep(300)
  signal('SIGTERM')
  const stoppedAt = Date.now()
  expect(await running).toBe('cut off')
  expect((await ended).status).toBe(0)
  expect(Date.now() - stoppedAt).toBeLessThan(10_000)
})

test('a signal does not wait until it has begun', async () => {
  const { signal, ended } = await startServer({ BEGIN_MS: '20000' })
  signal('SIGTERM')
  const stoppedAt = Date.now()
  expect((await ended).status).toBe(0)
  expect(Date.now() - stoppedAt).toBeLessThan(3000)
})

test('a second SIGTERM exits at once', async () => {
  const { url, signal, ended } = await startServer()
  call(url, 'wait_for_caller', { ms: 20_000 }).catch(() => {})
  await sleep(300)
  signal('SIGTERM')
  await sleep(200)
  signal('SIGTERM')
  const secondAt = Date.now()
  expect((await ended).status).toBe(1)
  expect(Date.now() - secondAt).toBeLessThan(1000)
})

test.each(['PORT', 'METRICS_PORT'])('a taken %s is one sentence and exit 2', async (setting) => {
  const port = await takenPort()
  const { status, err } = await runToEnd({ [setting]: String(port) })
  expect(status).toBe(2)
  expect(err).toContain(
    `Port ${port} on 127.0.0.1 is taken.\nStop what listens there, or set ${setting} to another port.`,
  )
  expect(err).not.toContain(' at ')
})

test('an address of another machine is one sentence and exit 2', async () => {
  const { status, err } = await runToEnd({ HOST: '192.0.2.1', ALLOW_OPEN: 'true', METRICS_HOST: '127.0.0.1' })
  expect(status).toBe(2)
  expect(err).toContain('HOST=192.0.2.1 is no address of this machine.')
})

test('a wrong setting is named and exit 2', async () => {
  const { status, err } = await runToEnd({ HOST: '0.0.0.0' })
  expect(status).toBe(2)
  expect(err).toContain('HOST="0.0.0.0": everybody who reaches this address could call')
})
