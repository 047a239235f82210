// Requests that are wrong in every way we could think of, the same ones for the same seed.

import { randomFrom } from './seeded-random.ts'

type Random = ReturnType<typeof randomFrom>

const path = '/api/v1/tools/echo_arguments'
const valid = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"limit":3}`

export function malformedRequests(seed: number, count: number): Buffer[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () => {
    const make = random.pick(kinds)
    const made = make(random)
    return typeof made === 'string' ? Buffer.from(made, 'latin1') : made
  })
}

const kinds: readonly ((random: Random) => string | Buffer)[] = [
  (random) => random.bytes(random.below(300)),
  (random) => flipped(random),
  (random) => valid.slice(0, random.below(valid.length)),
  (random) => post(randomJson(random, 0)),
  (random) => post(random.bytes(random.below(200)).toString('latin1')),
  (random) => post(`{"limit":${random.pick(['', '-', '1e999', '0x1', 'NaN', '01', '"', '[', '{}}'])}`),
  (random) =>
    post('{}', `Content-Type: ${random.pick(['', 'text/html', 'application/json;', ';;', '\x00', 'a'.repeat(5000)])}`),
  (random) =>
    `${random.pick(methods)} ${random.pick(paths)} HTTP/${random.pick(['1.1', '1.0', '2.0', '9', ''])}\r\nHost: ${random.pick(hosts)}\r\n\r\n`,
  (random) =>
    post(
      '{}',
      `${random.pick(headers)}: ${random
        .bytes(random.below(60))
        .toString('latin1')
        .replace(/[\r\n]/g, '')}`,
    ),
  (random) =>
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${random.pick(['-1', '5, 6', '99999999999999999999', 'ten', '3'])}\r\n\r\n{}`,
  (random) =>
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: ${random.pick(['chunked', 'gzip', 'chunked, chunked', 'identity'])}\r\n\r\n${random.pick(['2\r\n{}\r\n0\r\n\r\n', 'zz\r\n{}', 'ffffffffff\r\n', '2\r\n{}\r\n'])}`,
  (random) => `GET /health HTTP/1.1\r\nHost: localhost\r\n${'X-Much: yes\r\n'.repeat(random.below(3000))}\r\n`,
]

const methods = ['GET', 'POST', 'BREW', 'get', 'OPTIONS', 'TRACE', 'CONNECT', 'PRI', '']
const paths = [
  path,
  '/',
  '*',
  '/%00',
  '/%zz',
  '/health?a[__proto__]=1',
  'http://evil.example/',
  '/../..',
  '//',
  `/${'a/'.repeat(2000)}`,
]
const hosts = ['localhost', '', 'evil.example', 'localhost:99999', '[::1', 'a\tb', '\x7f']
const headers = [
  'X-Request-Id',
  'Authorization',
  'X-API-Key',
  'Origin',
  'X-Forwarded-Host',
  'Mcp-Protocol-Version',
  'Expect',
  'Upgrade',
  'Connection',
  'Range',
  'Accept',
  'Content-Encoding',
]

function post(body: string, header = 'X-Nothing: more'): string {
  const bytes = Buffer.byteLength(body, 'latin1')
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${header}\r\nContent-Length: ${bytes}\r\n\r\n${body}`
}

function flipped(random: Random): Buffer {
  const bytes = Buffer.from(valid, 'latin1')
  for (let times = random.below(4) + 1; times > 0; times--) bytes[random.below(bytes.length)] = random.below(256)
  return bytes
}

function randomJson(random: Random, depth: number): string {
  const inner = () => randomJson(random, depth + 1)
  if (depth > 4) return 'null'
  return random.pick([
    () => String(random.below(1e9) - 5e8),
    () => JSON.stringify(random.bytes(random.below(20)).toString('latin1')),
    () => random.pick(['true', 'null', '{}', '[]', '1e400', '"\\ud800"', '""']),
    () => `[${inner()},${inner()}]`,
    () =>
      `{${random.pick(['"limit"', '"types"', '"tags"', '"__proto__"', '"constructor"', '""'])}:${inner()},"detail":${inner()}}`,
  ])()
}
